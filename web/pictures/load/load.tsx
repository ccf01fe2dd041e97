import { useMemo } from "react";
import { counted, formatBrev, toFloat } from "../../data/numbers.ts";
import axis from "../axis.module.css";
import { type Key, Legend } from "../legend.tsx";
import { isNarrow, Picture, useWidth } from "../picture.tsx";
import { niceTicks, pushApart, tickLabel } from "../scale.ts";
import { TimeAxis } from "../time-axis.tsx";
import { Lanes } from "./lanes.tsx";
import styles from "./load.module.css";
import { apart, type Load, type LoadLayout, layOutLoad } from "./load.ts";
import { marksOf } from "./marks.ts";

/** What of a prover's stake was bound, by which requests, and how much of it that was. */
export function LoadPicture({
  load,
  open,
  onBrush,
}: {
  load: Load;
  open(requestId: string): void;
  onBrush(from: number, to: number): void;
}) {
  const [frame, width] = useWidth();
  const layout = useMemo(() => layOutLoad(load, width), [load, width]);
  const marks = useMemo(() => marksOf(load, layout, open), [load, layout, open]);
  const { buckets, won } = load;
  const missed = won.filter(({ outcome }) => outcome === "MISSED").length;
  const [from, to] = [buckets[0]?.start ?? 0, buckets.at(-1)?.end ?? 1];
  const time = (x: number) =>
    Math.round(from + ((x - layout.left) / (layout.right - layout.left)) * (to - from));
  return (
    <Picture
      frame={frame}
      width={width}
      height={layout.bottom + 28}
      label={`${counted(won.length, "request")} won, ${missed} missed, over ${counted(buckets.length, "span")} of time.`}
      marks={marks}
      keys={<Legend keys={keysOf(load, isNarrow(width))} />}
      onBrush={(x0, x1) => onBrush(Math.max(from, time(x0)), Math.min(to, time(x1)))}
    >
      {(active) => (
        <>
          <Stake load={load} layout={layout} isSmall={isNarrow(width)} />
          <Lanes load={load} layout={layout} isSmall={isNarrow(width)} />
          <Use load={load} layout={layout} />
          <TimeAxis
            from={from}
            to={to}
            left={layout.left}
            right={layout.right}
            bottom={layout.bottom}
          />
          {active && (
            <line
              x1={active.x}
              x2={active.x}
              y1={layout.top}
              y2={layout.bottom}
              className={axis.crosshair}
            />
          )}
        </>
      )}
    </Picture>
  );
}

const outcomes = { FULFILLED: "proven", OPEN: "open", OUTBID: "outbid" } as const;

/** What of the signs is in the picture: a narrow one only counts the requests won. */
function keysOf({ won, changes, slashes }: Load, isSmall: boolean): readonly Key[] {
  const has = (outcome: string) => !isSmall && won.some((one) => one.outcome === outcome);
  return [
    ...Object.entries(outcomes)
      .filter(([outcome]) => has(outcome))
      .map(([, name]) => ({ name, tone: name })),
    ...(has("MISSED") ? [{ name: "deadline missed", tone: "missed", sign: "✕" }] : []),
    ...(changes.length > 0 ? [{ name: "a rule changed", tone: "rule", sign: "▲" }] : []),
    ...(slashes.length > 0 ? [{ name: "slashed", tone: "slash", sign: "▼" }] : []),
  ];
}

type Part = Readonly<{ load: Load; layout: LoadLayout; isSmall: boolean }>;

function Stake({ load, layout, isSmall }: Part) {
  const { x, y, left, right, stakeBottom, top, most } = layout;
  const steps = (of: (bucket: Load["buckets"][number]) => bigint) =>
    load.buckets
      .map(
        (bucket, index) =>
          `${index === 0 ? `M${x(bucket.start)} ` : "V"}${y(toFloat(of(bucket)))}H${x(bucket.end)}`,
      )
      .join("");
  const mean = steps(({ meanAssigned }) => meanAssigned);
  const last = load.buckets.at(-1);
  const names = last
    ? ([
        ["vault", last.assets],
        ["peak assigned", last.peakAssigned],
        ["mean assigned", last.meanAssigned],
      ] as const)
    : [];
  const places = pushApart(
    names.map(([, wei]) => y(toFloat(wei))),
    14,
    top,
    stakeBottom,
  );
  const named = apart(
    load.slashes.map(({ at }) => at),
    x,
  );
  return (
    <g>
      {niceTicks(most, 4).map((value) => (
        <g key={value}>
          <line x1={left} x2={right} y1={y(value)} y2={y(value)} className={axis.grid} />
          <text x={left - 6} y={y(value) + 4} textAnchor="end" className={axis.tick}>
            {tickLabel(value, 0)}
          </text>
        </g>
      ))}
      <text x={left} y={10} className={axis.title}>
        Stake, BREV
      </text>
      <path d={`${mean}V${stakeBottom}H${left}Z`} className={styles.ground} />
      <path d={mean} className={styles.mean} />
      <path d={steps(({ peakAssigned }) => peakAssigned)} className={styles.peak} />
      <path d={steps(({ assets }) => assets)} className={styles.vault} />
      {load.slashes.map(({ at, amount }) => (
        <g key={`${at} ${amount}`}>
          <line x1={x(at)} x2={x(at)} y1={top} y2={stakeBottom} className={styles.drop} />
          <path d={`M${x(at) - 6} ${top - 6}h12l-6 9z`} className={styles.slash} />
          {!isSmall && named.has(at) && (
            <text x={x(at) + 8} y={top + 2} className={styles.slashText}>
              −{formatBrev(amount)}
            </text>
          )}
        </g>
      ))}
      {load.changes.map(({ at, text }) => (
        <path
          key={`${at} ${text}`}
          d={`M${x(at) - 4} ${stakeBottom + 8}l4 -8l4 8z`}
          className={styles.change}
        >
          <title>{text}</title>
        </path>
      ))}
      {!isSmall &&
        names.map(([name, wei], index) => (
          <text key={name} x={right + 8} y={places[index]! + 4} className={styles.name}>
            {name} {formatBrev(wei)}
          </text>
        ))}
    </g>
  );
}

const FULL = 10_000;

function Use({ load, layout }: Omit<Part, "isSmall">) {
  const { x, useTop, left } = layout;
  return (
    <g>
      <text x={left - 6} y={useTop + 12} textAnchor="end" className={axis.tick}>
        use
      </text>
      {load.buckets.map(({ start, end, utilizationBps }) => (
        <rect
          key={start}
          x={x(start)}
          y={useTop}
          width={Math.max(0.5, x(end) - x(start) - 0.5)}
          height="16"
          className={utilizationBps === null ? styles.none : styles.cell}
          fillOpacity={
            utilizationBps === null ? 1 : 0.08 + 0.92 * Math.min(1, utilizationBps / FULL)
          }
        />
      ))}
    </g>
  );
}
