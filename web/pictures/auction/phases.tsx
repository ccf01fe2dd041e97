import { formatSeconds } from "../../data/numbers.ts";
import { clockText } from "../../data/times.ts";
import axis from "../axis.module.css";
import styles from "./auction.module.css";
import type { Auction, Layout } from "./auction.ts";
import { keepApart, type Tick } from "./ticks.ts";

/** About as wide as a letter of it is. */
const LETTER = 6.6;

/** The strip of phases, the current one with what is left of it, those to come in outline. */
export function Phases({ auction, layout }: { auction: Auction; layout: Layout }) {
  const now = auction.now ?? Number.POSITIVE_INFINITY;
  return (
    <g>
      {layout.phases.map(({ name, from, to, x0, x1 }) => {
        const isCurrent = from <= now && now < to;
        const length = to <= from ? "no time" : formatSeconds(to - from);
        const left = isCurrent ? `${formatSeconds(to - now)} left` : length;
        const whole = `${name} ${left}`;
        const isRoom = whole.length * LETTER < x1 - x0;
        return (
          <g key={name} data-phase={name} data-future={now < from}>
            <rect
              x={x0 + 1}
              y="0"
              width={Math.max(0, x1 - x0 - 2)}
              height="20"
              rx="3"
              className={styles.phase}
            />
            <text x={(x0 + x1) / 2} y="14" textAnchor="middle" className={styles.phaseName}>
              {isRoom ? whole : isCurrent ? left : name}
            </text>
            <line x1={x1} x2={x1} y1="22" y2={layout.bottom + 32} className={axis.grid} />
          </g>
        );
      })}
    </g>
  );
}

/** The times beneath, the deadline, the proof, and the moment that moves. */
export function Clock({
  auction,
  layout,
  isSmall,
}: {
  auction: Auction;
  layout: Layout;
  isSmall: boolean;
}) {
  const { x, top, bottom, laneY, right, breakAt } = layout;
  const { createdAt, biddingEndsAt, revealEndsAt, deadline, provenAt, now } = auction;
  const say = (time: number) =>
    isSmall ? `+${formatSeconds(time - createdAt)}` : clockText(time, createdAt);
  const isLive = now !== null && now < deadline;
  const all: Tick[] = [
    { x: x(createdAt), text: isSmall ? "0" : clockText(createdAt, null), weight: 2 },
    { x: x(biddingEndsAt), text: say(biddingEndsAt), weight: 1 },
    { x: x(revealEndsAt), text: say(revealEndsAt), weight: 1 },
    { x: right, text: say(deadline), weight: 3 },
    ...(provenAt === null
      ? []
      : [{ x: x(provenAt), text: say(provenAt), weight: 4, isProof: true }]),
  ];
  return (
    <g>
      <line x1={right} x2={right} y1="22" y2={bottom + 32} className={styles.deadline} />
      {provenAt !== null && (
        <g>
          <line x1={x(provenAt)} x2={x(provenAt)} y1={top} y2={laneY} className={styles.proof} />
          <circle cx={x(provenAt)} cy={laneY} r="8" className={styles.proofDot} />
          <path d={`M${x(provenAt) - 4} ${laneY}l3 3l5 -6`} className={styles.tickMark} />
        </g>
      )}
      {breakAt !== null && (
        <path d={`M${breakAt - 5} ${bottom + 4}l4 -8m2 8l4 -8`} className={styles.break} />
      )}
      {isLive && <line x1={x(now)} x2={x(now)} y1="22" y2={bottom + 32} className={styles.now} />}
      {keepApart(all, isSmall ? 50 : 64).map(({ x: place, text, isProof }) => (
        <text
          key={place}
          x={place}
          y={bottom + 52}
          textAnchor="middle"
          className={isProof ? styles.proofTick : axis.tick}
        >
          {text}
        </text>
      ))}
    </g>
  );
}
