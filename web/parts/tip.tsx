import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { Term } from "../data/generated/terms.ts";
import styles from "./tip.module.css";

const WIDTH = 280;
const MARGIN = 8;

type Place = Readonly<{ left: number; top: number }>;

/** Words with an explanation that appears on hover and focus. */
export function Tip({ label, children }: { label: ReactNode; children: ReactNode }) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<Place | null>(null);
  const show = () => {
    const { left, bottom } = anchor.current!.getBoundingClientRect();
    const room = document.documentElement.clientWidth - WIDTH - MARGIN;
    setPlace({ left: Math.max(MARGIN, Math.min(left, room)), top: bottom + MARGIN });
  };
  const hide = () => setPlace(null);
  const isShown = place !== null;
  // Under a pointer it is wherever the focus may be.
  useEffect(() => {
    if (!isShown) return;
    const listen = ({ key }: KeyboardEvent) => key === "Escape" && setPlace(null);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [isShown]);
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={styles.term}
        aria-describedby={place ? id : undefined}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
      >
        {label}
      </button>
      {place && (
        <span role="tooltip" id={id} className={styles.tip} style={place}>
          {children}
        </span>
      )}
    </>
  );
}

let definitions: Promise<Record<string, string>> | undefined;
let known: Record<string, string> | undefined;

/** The API's own sentences; fetched when the first is wanted. */
function load(): Promise<Record<string, string>> {
  definitions ??= import("../data/generated/definitions.json").then((module) => {
    known = module.default;
    return known;
  });
  return definitions;
}

/** The API's sentences name fields and tables in `such` marks: they are code. */
export const Sentence = ({ text }: { text: string }): ReactNode =>
  text
    .split("`")
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
    .map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));

/** A label that tells on hover what the API says the figure means. */
export function Defined({ term, children }: { term: Term; children: ReactNode }) {
  return <Tip label={children}>{<Definition term={term} />}</Tip>;
}

function Definition({ term }: { term: Term }) {
  const [text, setText] = useState(known?.[term]);
  if (text === undefined) void load().then((all) => setText(all[term] ?? "No definition."));
  return (
    <>
      {text === undefined ? "…" : <Sentence text={text} />}
      <code className={styles.source}>{term}</code>
    </>
  );
}
