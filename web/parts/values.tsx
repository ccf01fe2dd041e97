import { createContext, Fragment, type ReactNode, useContext } from "react";
import type { Term } from "../data/generated/terms.ts";
import { timeStyle, useNow, useWallNow } from "../data/head.ts";
import {
  exactBrev,
  formatBps,
  formatBrev,
  formatSeconds,
  formatShare,
  grouped,
} from "../data/numbers.ts";
import { useStore } from "../data/store.ts";
import { formatTime, utc } from "../data/times.ts";
import { copy } from "./copy.ts";
import styles from "./values.module.css";

/** What a value is, null for a sum of the page's own, and why it may be missing. */
type Of = Readonly<{ term?: Term | null; reason?: string | undefined }>;

/** What the figure of a tile is: its value need not say so again. */
export const FigureTerm = createContext<Term | undefined>(undefined);

/** The mark of an API's value, by which tests compare the page with the answer. */
function useMark(
  value: string | number | bigint | null | undefined,
  term: Term | null | undefined,
) {
  const inherited = useContext(FigureTerm);
  return {
    "data-term": term === null ? undefined : (term ?? inherited),
    "data-value": String(value),
  };
}

/** "–", with the reason there is no value. */
export function Missing({ reason = "not yet" }: { reason?: string | undefined }) {
  return (
    <span className={styles.missing} title={reason}>
      –<span className="hidden"> ({reason})</span>
    </span>
  );
}

/** An amount of BREV, cut; all digits on hover, wei on click. */
export function Brev({
  wei,
  term,
  reason,
  decimals,
}: Of & {
  wei: string | bigint | null | undefined;
  /** For what moves in the last digits, like the price of a share. */
  decimals?: number;
}) {
  const mark = useMark(wei, term);
  if (wei === null || wei === undefined) return <Missing reason={reason} />;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a tab stop at every number would bury the links; the table's file has all digits.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <span
      className={styles.number}
      {...mark}
      title={`${exactBrev(wei)} BREV\nClick to copy ${wei} wei`}
      onClick={({ currentTarget }) => void copy(String(wei), `${wei} wei`, currentTarget)}
    >
      {formatBrev(wei, decimals)}
    </span>
  );
}

/** Where a narrow column must part a long number, it does so between groups of digits. */
export function Count({ of, term, reason }: Of & { of: number | string | null | undefined }) {
  const mark = useMark(of, term);
  if (of === null || of === undefined) return <Missing reason={reason} />;
  return (
    <span className={styles.number} {...mark}>
      {grouped(of)
        .split(",")
        .map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
          <Fragment key={index}>
            {index > 0 && (
              <>
                ,<wbr />
              </>
            )}
            {group}
          </Fragment>
        ))}
    </span>
  );
}

/** A number and what is counted: 1 request, 2 requests. */
export function Counted({
  of,
  one,
  many = `${one}s`,
  ...rest
}: Of & { of: number | string; one: string; many?: string }) {
  return (
    <>
      <Count of={of} {...rest} /> {Number(of) === 1 ? one : many}
    </>
  );
}

export type CountsOf = Readonly<{
  numerator: number | string;
  denominator: number | string;
  bps?: number | null;
}>;

/** A share in percent; "–" when it is one of nothing. n of d on hover, where both are known. */
export function Ratio({
  of,
  term,
  reason = "0 of 0",
}: Of & { of: CountsOf | Readonly<{ bps: number | null }> | null | undefined }) {
  const bps = of?.bps;
  const mark = useMark(bps, term);
  if (bps === null || bps === undefined) return <Missing reason={reason} />;
  const title =
    of && "numerator" in of ? `${shown(of.numerator)} of ${shown(of.denominator)}` : undefined;
  return (
    <span className={styles.number} {...mark} title={title}>
      {formatBps(bps)}
    </span>
  );
}

const shown = (value: number | string) =>
  typeof value === "number" ? grouped(value) : `${exactBrev(value)} BREV`;

export function Bps({ of, term, reason }: Of & { of: number | string | null | undefined }) {
  return (
    <Ratio
      of={of === null || of === undefined ? null : { bps: Number(of) }}
      term={term!}
      reason={reason}
    />
  );
}

/** A yearly rate the API gives as a decimal: 0.05 is 5.00 %. */
export function Share({ of, term, reason }: Of & { of: string | null | undefined }) {
  const mark = useMark(of, term);
  if (of === null || of === undefined) return <Missing reason={reason} />;
  return (
    <span className={styles.number} {...mark} title={of}>
      {formatShare(of)}
    </span>
  );
}

export function Seconds({ of, term, reason }: Of & { of: number | string | null | undefined }) {
  const mark = useMark(of, term);
  if (of === null || of === undefined) return <Missing reason={reason} />;
  const title = `${grouped(of)} s`;
  return (
    <span className={styles.number} {...mark} title={title}>
      {formatSeconds(Number(of))}
    </span>
  );
}

/** A point in time, as the reader likes times best; the exact one on hover. */
export function Time({ at, term, reason }: Of & { at: number | string | null | undefined }) {
  const style = useStore(timeStyle);
  const now = useWallNow();
  const mark = useMark(at, term);
  if (at === null || at === undefined) return <Missing reason={reason} />;
  const seconds = Number(at);
  return (
    <time
      className={styles.number}
      dateTime={new Date(seconds * 1_000).toISOString()}
      {...mark}
      title={`${utc(seconds)}\nunix ${seconds}`}
    >
      {formatTime(seconds, style, now)}
    </time>
  );
}

/** The time that is left, moving; `done` once it is over. */
export function Countdown({ to, done = "over" }: { to: number | null; done?: ReactNode }) {
  const now = useNow();
  if (to === null || now === 0) return <Missing reason="nothing ends it" />;
  return to <= now ? (
    <span>{done}</span>
  ) : (
    <span className={styles.number} title={utc(to)}>
      {formatSeconds(to - now)}
    </span>
  );
}
