import { type FormEvent, useState } from "react";
import { usePage } from "../data/client.ts";
import { plainBrev } from "../data/numbers.ts";
import { Adviser as Operation } from "./adviser.gen.ts";
import styles from "./filters.module.css";
import { Fact, Facts, Section } from "./layout.tsx";
import { Program } from "./links.tsx";
import { Loaded } from "./states.tsx";
import { Brev, Count, Ratio, Seconds } from "./values.tsx";

type Offer = Readonly<{ maxFee: string | null; seconds: number | null }>;

/** An amount in BREV as wei: up to 18 decimals. Null for anything else. */
export function weiOf(text: string): string | null {
  const [, whole, fraction = ""] = /^(\d{1,12})(?:\.(\d{1,18}))?$/.exec(text.trim()) ?? [];
  return whole === undefined
    ? null
    : (BigInt(whole) * 10n ** 18n + BigInt(fraction.padEnd(18, "0"))).toString();
}

/** What a fee and a time would have bought: asked only when wanted. */
export function Adviser({ vk }: { vk: string | undefined }) {
  const [offer, setOffer] = useState<Offer | null>(null);
  const [problem, setProblem] = useState("");
  if (vk === undefined) return null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const maxFee = weiOf(String(form.get("fee")));
    const minutes = Number(form.get("minutes"));
    const isRight =
      maxFee !== null &&
      maxFee !== "0" &&
      Number.isInteger(minutes) &&
      minutes > 0 &&
      minutes < 100_000;
    setProblem(isRight ? "" : "Write a fee like 12.5 and whole minutes like 60.");
    if (isRight) setOffer({ maxFee, seconds: minutes * 60 });
  };
  return (
    <Section
      title="What to offer"
      note={
        <>
          What a maximum fee and a time would have bought in past auctions of <Program vk={vk} />.
        </>
      }
    >
      <form className={styles.add} onSubmit={submit}>
        <input
          name="fee"
          aria-label="Maximum fee in BREV"
          placeholder="max fee, BREV"
          inputMode="decimal"
        />
        <input
          name="minutes"
          aria-label="Minutes to the deadline"
          placeholder="minutes"
          inputMode="numeric"
        />
        <button type="submit">Ask</button>
        {problem && <span role="alert">{problem}</span>}
      </form>
      {offer && <Advice vk={vk} offer={offer} />}
    </Section>
  );
}

function Advice({ vk, offer }: { vk: string; offer: Offer }) {
  const page = usePage(Operation, { vk, ...offer });
  return (
    <Loaded page={page} rows={2}>
      {({ feeAdvice: advice }) => (
        <Facts>
          <Fact label="Auctions looked at" term="FeeAdvice.auctions">
            <Count of={advice.auctions} />
          </Fact>
          <Fact label={`Priced at ${plainBrev(offer.maxFee!)} or less`} term="MaxFeeAdvice.priced">
            <Ratio of={advice.atMaxFee?.priced} reason="no auction yet" />
          </Fact>
          <Fact label="With two revealers at that fee" term="MaxFeeAdvice.twoRevealers">
            <Ratio of={advice.atMaxFee?.twoRevealers} reason="no auction yet" />
          </Fact>
          <Fact label="Proven within that time" term="FeeAdvice.provenWithin">
            <Ratio of={advice.provenWithin} reason="no proof yet" />
          </Fact>
          <Fact label="Price: 10th percentile, median, 90th, BREV" term="FeeAdvice.price">
            <Brev wei={advice.price.p10} term="AmountPercentiles.p10" reason="no price yet" /> –{" "}
            <Brev wei={advice.price.p50} reason="no price yet" /> –{" "}
            <Brev wei={advice.price.p90} term="AmountPercentiles.p90" reason="no price yet" />
          </Fact>
          <Fact label="Time to proof: median, 90th percentile" term="FeeAdvice.secondsToProof">
            <Seconds of={advice.secondsToProof.p50} reason="no proof yet" /> ·{" "}
            <Seconds
              of={advice.secondsToProof.p90}
              term="NumberPercentiles.p90"
              reason="no proof yet"
            />
          </Fact>
          <Fact label="Proven at all" term="FeeAdvice.success">
            <Ratio of={advice.success} reason="nothing settled yet" />
          </Fact>
          <Fact label="Revealers, median" term="FeeAdvice.revealers">
            <Count of={advice.revealers.p50} reason="no auction yet" />
          </Fact>
        </Facts>
      )}
    </Loaded>
  );
}
