import type { ComparePageQuery } from "../../data/generated/types.ts";
import { formatBps, formatBrev, formatSeconds, formatShare, grouped } from "../../data/numbers.ts";

type Total = NonNullable<ComparePageQuery["a"]>["total"];
type Return = ComparePageQuery["proverReturns"]["items"][number];

/** One prover's part of the answer. */
export type Side = Readonly<{ returns: Return | undefined; total: Total | undefined }>;

/** A figure of both, and which side is better. */
export type Pair = Readonly<{
  name: string;
  a: string;
  b: string;
  better: "a" | "b" | "equal" | "unknown";
  /** Both as numbers, to be drawn; null unless both are known. */
  drawn: readonly [number, number] | null;
}>;

type Figure = Readonly<{
  name: string;
  /** What is compared: more is better, unless it is turned around. */
  of(side: Side): bigint | number | null | undefined;
  show(value: bigint | number): string;
  lessIsBetter?: boolean;
  isNeutral?: boolean;
}>;

const bps = (value: bigint | number) => formatBps(value);
const whole = (value: bigint | number) => grouped(value);
const brev = (value: bigint | number) => formatBrev(BigInt(value));
const seconds = (value: bigint | number) => formatSeconds(Number(value));

const figures: readonly Figure[] = [
  {
    name: "Stake, BREV",
    of: ({ returns }) => returns && BigInt(returns.prover.assets),
    show: brev,
  },
  {
    name: "APR",
    of: ({ returns }) => (returns?.apr == null ? null : Number(returns.apr)),
    show: (value) => formatShare(Number(value).toFixed(6)),
  },
  {
    name: "Commission",
    of: ({ returns }) => returns?.defaultCommissionBps,
    show: bps,
    lessIsBetter: true,
  },
  { name: "Own stake", of: ({ returns }) => returns?.ownStakeShare.bps, show: bps },
  { name: "Stakers", of: ({ returns }) => returns?.prover.stakers, show: whole },
  {
    name: "Slashing scale",
    of: ({ returns }) => returns && BigInt(returns.prover.slashingScale),
    show: bps,
  },
  { name: "Bids", of: ({ total }) => total?.bids, show: whole, isNeutral: true },
  { name: "Reveal rate", of: ({ total }) => total?.revealRate.bps, show: bps },
  { name: "Win rate", of: ({ total }) => total?.winRate.bps, show: bps },
  { name: "Proven", of: ({ total }) => total?.proven, show: whole },
  { name: "Missed", of: ({ total }) => total?.missed, show: whole, lessIsBetter: true },
  { name: "Miss rate", of: ({ total }) => total?.missRate.bps, show: bps, lessIsBetter: true },
  { name: "Fees, BREV", of: ({ total }) => total && BigInt(total.fees), show: brev },
  {
    name: "Surplus over own bids, BREV",
    of: ({ total }) => total && BigInt(total.surplus),
    show: brev,
  },
  {
    name: "Proving time, median",
    of: ({ total }) => total?.provingSeconds.p50,
    show: seconds,
    lessIsBetter: true,
  },
  {
    name: "Proving time, 90th percentile",
    of: ({ total }) => total?.provingSeconds.p90,
    show: seconds,
    lessIsBetter: true,
  },
];

/** The figures of two provers side by side. */
export function pairsOf(a: Side, b: Side): readonly Pair[] {
  return figures.map(({ name, of, show, lessIsBetter = false, isNeutral = false }) => {
    const [x, y] = [of(a) ?? null, of(b) ?? null];
    const shown = (value: bigint | number | null) => (value === null ? "–" : show(value));
    return {
      name,
      a: shown(x),
      b: shown(y),
      better: isNeutral || x === null || y === null ? "unknown" : sideOf(x, y, lessIsBetter),
      drawn: x === null || y === null ? null : [Number(x), Number(y)],
    };
  });
}

function sideOf(x: bigint | number, y: bigint | number, lessIsBetter: boolean): Pair["better"] {
  if (x === y) return "equal";
  return x > y !== lessIsBetter ? "a" : "b";
}
