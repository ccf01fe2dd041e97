import { counted } from "../../data/numbers.ts";
import { utc } from "../../data/times.ts";
import axis from "../axis.module.css";
import { isNarrow, type Mark, Picture, useWidth } from "../picture.tsx";
import { linear } from "../scale.ts";
import { TimeAxis } from "../time-axis.tsx";
import styles from "./steps.module.css";

/** A change of a rule. */
export type RuleChange = Readonly<{
  name: string;
  oldValue: string | null;
  newValue: string;
  timestamp: number;
  /** A value in words. */
  say(value: string): string;
}>;

const ROW = 48;
const [PAD, BEFORE] = [12, 0.08];
/** Room that a value in words wants. */
const LABEL = 80;

/** A line of steps for each rule that changed; the changes come newest first, those of one second too. */
export function StepsPicture({ changes }: { changes: readonly RuleChange[] }) {
  const [frame, width] = useWidth();
  const ordered = changes.toReversed();
  const names = [...new Set(ordered.map(({ name }) => name))];
  const [left, right] = [8, width - (isNarrow(width) ? 8 : 16)];
  const [first, last] = [ordered[0]!.timestamp, ordered.at(-1)!.timestamp];
  const room = Math.max(3_600, (last - first) * BEFORE);
  const [from, to] = [first - room, last + room];
  const x = linear([from, to], [left, right]);
  const bottom = names.length * ROW;
  const rows = names.map((name, index) =>
    rowOf(
      ordered.filter((change) => change.name === name),
      index,
    ),
  );
  const marks: Mark[] = ordered.map((change) => {
    const row = rows[names.indexOf(change.name)]!;
    return {
      x: x(change.timestamp),
      y: row.y(change.newValue),
      lines: [
        change.name,
        `${change.oldValue === null ? "–" : change.say(change.oldValue)} → ${change.say(change.newValue)}`,
        utc(change.timestamp),
      ],
    };
  });
  return (
    <Picture
      frame={frame}
      width={width}
      height={bottom + 28}
      label={`${counted(changes.length, "change")} of ${counted(names.length, "rule")}.`}
      marks={marks}
    >
      {(active) => (
        <>
          {rows.map(({ name, top, path }) => (
            <g key={name}>
              <line x1={left} x2={right} y1={top + ROW} y2={top + ROW} className={axis.grid} />
              <path d={path(x, left, right)} className={styles.line} />
              <text x={left} y={top + 12} className={styles.name}>
                {name}
              </text>
            </g>
          ))}
          {marks.map((mark, index) => (
            <circle
              // biome-ignore lint/suspicious/noArrayIndexKey: a change is its place; several may be of one second
              key={index}
              cx={mark.x}
              cy={mark.y}
              r="3.5"
              className={styles.dot}
            />
          ))}
          {!isNarrow(width) &&
            marks.map(({ x, y }, index) => {
              const { name, newValue, say } = ordered[index]!;
              const next = ordered.findIndex((other, at) => at > index && other.name === name);
              const isCrowded = next !== -1 && marks[next]!.x - x < LABEL;
              const isAtEnd = x > right - LABEL;
              // Towards the middle of its row, where no name is and no other row.
              const isHigh = y < rows[names.indexOf(name)]!.top + ROW / 2;
              return isCrowded ? null : (
                <text
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  key={index}
                  x={isAtEnd ? x - 6 : x + 6}
                  y={isHigh ? y + 13 : y - 5}
                  textAnchor={isAtEnd ? "end" : "start"}
                  className={styles.name}
                >
                  {say(newValue)}
                </text>
              );
            })}
          <TimeAxis from={from} to={to} left={left} right={right} bottom={bottom} />
          {active && <circle cx={active.x} cy={active.y} r="7" className={axis.active} />}
        </>
      )}
    </Picture>
  );
}

const numberOf = (value: string | null) =>
  value === null || Number.isNaN(Number(value)) ? 0 : Number(value);

/** One rule: its place, and its steps between the least and the greatest value it had. */
function rowOf(changes: readonly RuleChange[], index: number) {
  const values = changes.flatMap(({ oldValue, newValue }) => [
    numberOf(oldValue ?? newValue),
    numberOf(newValue),
  ]);
  const top = index * ROW;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const place = linear([low, high], [top + ROW - PAD, top + PAD + 8]);
  const y = (value: string | null) => (low === high ? top + ROW - PAD : place(numberOf(value)));
  const path = (x: (at: number) => number, left: number, right: number) =>
    `M${left} ${y(changes[0]!.oldValue ?? changes[0]!.newValue)}${changes.map(({ timestamp, newValue }) => `H${x(timestamp)}V${y(newValue)}`).join("")}H${right}`;
  return { name: changes[0]!.name, top, y, path };
}
