import type { ProverState, RequestPhase } from "../data/generated/types.ts";
import styles from "./chip.module.css";

const phases: Readonly<Record<RequestPhase, readonly [glyph: string, word: string]>> = {
  BIDDING: ["◔", "Bidding"],
  REVEALING: ["◑", "Revealing"],
  PROVING: ["◕", "Proving"],
  REFUNDABLE: ["↩", "Refundable"],
  FULFILLED: ["✓", "Fulfilled"],
  REFUNDED: ["○", "Refunded"],
  SLASHED: ["✕", "Slashed"],
};

const states: Readonly<Record<ProverState, readonly [phase: string, glyph: string, word: string]>> =
  {
    ACTIVE: ["FULFILLED", "✓", "Active"],
    DEACTIVATED: ["REFUNDED", "○", "Deactivated"],
    JAILED: ["SLASHED", "✕", "Jailed"],
    RETIRED: ["OUTLINE", "–", "Retired"],
  };

/** The phase of a request: colour, sign and word. */
export function Phase({ of }: { of: RequestPhase }) {
  const [glyph, word] = phases[of];
  return <Chip tone={of} glyph={glyph} word={word} />;
}

export function State({ of }: { of: ProverState }) {
  const [tone, glyph, word] = states[of];
  return <Chip tone={tone} glyph={glyph} word={word} />;
}

function Chip({ tone, glyph, word }: { tone: string; glyph: string; word: string }) {
  return (
    <span className={styles.chip} data-tone={tone}>
      <span aria-hidden="true">{glyph}</span> {word}
    </span>
  );
}

/** With its first letter large. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A value of an enum in words: NO_BIDS is "no bids". */
export const words = (value: string): string => value.toLowerCase().replaceAll("_", " ");
