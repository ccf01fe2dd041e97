import { cleanName, shortAddress } from "../../data/names.ts";
import { counted, formatShare } from "../../data/numbers.ts";
import axis from "../axis.module.css";
import { Legend } from "../legend.tsx";
import { isNarrow, type Mark, Picture, useWidth } from "../picture.tsx";
import { linear, niceTicks, tickLabel } from "../scale.ts";
import styles from "./sources.module.css";

/** A vault's return as a yearly rate, and the parts it is made of. */
export type Vault = Readonly<{
  apr: string | null;
  sources: readonly Readonly<{ source: string; apr: string | null }>[];
  prover: Readonly<{ address: string; name: string }>;
}>;

const names: Readonly<Record<string, string>> = {
  MARKET: "market",
  EPOCH: "epochs",
  OTHER: "others",
  DONATION: "donations",
  SLASH: "slashes",
};
const [ROW, TOP] = [24, 4];

/** A bar for each vault, stacked by source to both sides of zero; a line at what is left. */
export function SourcesPicture({ vaults }: { vaults: readonly Vault[] }) {
  const [frame, width] = useWidth();
  const left = isNarrow(width) ? 90 : 150;
  const right = width - 72;
  const rows = vaults.map((vault) => ({ vault, parts: partsOf(vault) }));
  const ends = rows.flatMap(({ vault, parts }) => [
    Number(vault.apr ?? 0),
    ...parts.flatMap(({ from, to }) => [from, to]),
  ]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0.01, ...ends)];
  const x = linear([low, high], [left, right]);
  const height = TOP + vaults.length * ROW + 24;
  const marks: Mark[] = rows.map(({ vault }, index) => ({
    x: x(Number(vault.apr ?? 0)),
    y: TOP + index * ROW + ROW / 2,
    lines: [
      nameOf(vault),
      `APR ${formatShare(vault.apr ?? "0")}`,
      ...vault.sources.map(
        ({ source, apr }) => `${names[source] ?? source} ${apr === null ? "–" : formatShare(apr)}`,
      ),
    ],
  }));
  return (
    <Picture
      frame={frame}
      width={width}
      height={height}
      label={`Returns of ${counted(vaults.length, "vault")} by source.`}
      marks={marks}
      keys={
        <Legend
          keys={[
            ...Object.entries(names).map(([tone, name]) => ({ tone, name })),
            { tone: "net", sign: "|", name: "all of them, compounded" },
          ]}
        />
      }
    >
      {(active) => (
        <>
          {niceTicks(high, isNarrow(width) ? 2 : 6, low).map((value) => (
            <g key={value}>
              <line
                x1={x(value)}
                x2={x(value)}
                y1={TOP}
                y2={height - 20}
                className={value === 0 ? axis.zero : axis.grid}
              />
              <text x={x(value)} y={height - 6} textAnchor="middle" className={axis.tick}>
                {tickLabel(value * 100, 0)} %
              </text>
            </g>
          ))}
          {rows.map(({ vault, parts }, index) => {
            const y = TOP + index * ROW;
            return (
              <g key={vault.prover.address}>
                <foreignObject x={0} y={y} width={left - 8} height={ROW}>
                  <bdi className={styles.name}>{nameOf(vault)}</bdi>
                </foreignObject>
                {parts.map(({ source, from, to }) => (
                  <rect
                    key={source}
                    x={Math.min(x(from), x(to))}
                    width={Math.abs(x(to) - x(from))}
                    y={y + 5}
                    height={ROW - 10}
                    className={styles.part}
                    data-source={source}
                  />
                ))}
                <line
                  x1={x(Number(vault.apr))}
                  x2={x(Number(vault.apr))}
                  y1={y + 2}
                  y2={y + ROW - 2}
                  className={styles.net}
                />
                <text x={right + 6} y={y + 16} className={axis.tick}>
                  {formatShare(vault.apr ?? "0")}
                </text>
              </g>
            );
          })}
          {active && (
            <rect
              x={left}
              width={Math.max(0, right - left)}
              y={active.y - ROW / 2}
              height={ROW}
              className={styles.active}
            />
          )}
        </>
      )}
    </Picture>
  );
}

const nameOf = ({ prover }: Vault) => cleanName(prover.name) || shortAddress(prover.address);

/** Gains one after the other to the right of zero, losses to the left. */
export function partsOf({
  sources,
}: Vault): readonly Readonly<{ source: string; from: number; to: number }>[] {
  const end = { up: 0, down: 0 };
  return sources.map(({ source, apr }) => {
    const value = Number(apr ?? 0);
    const side = value < 0 ? "down" : "up";
    const from = end[side];
    end[side] += value;
    return { source, from, to: end[side] };
  });
}
