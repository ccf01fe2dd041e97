import {
  clockOffset,
  differences,
  head,
  isEmpty,
  isReachable,
  lastAnswer,
  useAge,
} from "../data/head.ts";
import { counted, formatSeconds, grouped } from "../data/numbers.ts";
import { useStore } from "../data/store.ts";
import { local } from "../data/times.ts";
import styles from "./banners.module.css";

const LATE_SECONDS = 60;
const VERY_LATE_SECONDS = 600;
/** Of a recorded chain, as the demo serves it: it ends, and nothing is wrong then. */
const RECORDING = 31337;

type Banner = Readonly<{ tone: "warn" | "bad" | "plain"; text: string }>;

const ended = (block: number): Banner => ({
  tone: "plain",
  text: `This is a recorded chain, replayed. Figures are those of block ${grouped(block)}.`,
});

const late = (age: number): Banner => ({
  tone: age > VERY_LATE_SECONDS ? "bad" : "warn",
  text: `The last block is ${formatSeconds(age)} old: the chain or the index stands still. Figures are those of that block.`,
});

/** What a reader must know about all figures below. */
export function Banners() {
  const known = useStore(head);
  const reachable = useStore(isReachable);
  const answeredAt = useStore(lastAnswer);
  const different = useStore(differences);
  const empty = useStore(isEmpty);
  const isTimed = useStore(clockOffset) !== null;
  const age = useAge();
  const banners: Banner[] = [];
  if (!reachable)
    banners.push({
      tone: "bad",
      text:
        answeredAt === null
          ? "The API does not answer."
          : `The API does not answer. Its last answer: ${local(answeredAt / 1_000)}.`,
    });
  if (empty)
    banners.push({
      tone: "warn",
      text: "Catching up: nothing is indexed yet. The page fills by itself.",
    });
  else if (known && !known.ready)
    banners.push({
      tone: "warn",
      text: `Catching up: indexed to block ${grouped(known.block)}. Figures are those of that block.`,
    });
  else if (isTimed && known !== null && age !== null && age > LATE_SECONDS)
    banners.push(known.chainId === RECORDING ? ended(known.block) : late(age));
  if (known?.allTransfers === false)
    banners.push({
      tone: "plain",
      text: "Tokens sent straight to a vault are counted at its next sample; until then its figures may be too small.",
    });
  if (different > 0)
    banners.push({
      tone: "bad",
      text: `The last comparison with the contracts found ${counted(different, "difference")}.`,
    });
  return (
    <div role="status" className={styles.banners}>
      {banners.map(({ tone, text }) => (
        <p key={text} className={styles.banner} data-tone={tone}>
          {text}
        </p>
      ))}
    </div>
  );
}
