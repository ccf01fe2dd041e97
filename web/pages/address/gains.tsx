import { cleanName, shortAddress } from "../../data/names.ts";
import { exactBrev, formatBrev, toFloat } from "../../data/numbers.ts";
import { Legend } from "../../pictures/legend.tsx";
import type { Position } from "./columns.tsx";
import styles from "./gains.module.css";

/** A bar for each position: what it cost, and what it gained or lost. */
export function Gains({ positions }: { positions: readonly Position[] }) {
  const rows = positions.filter(({ value, costBasis }) => value !== "0" || costBasis !== "0");
  const most = Math.max(
    ...rows.map(({ value, costBasis }) => Math.max(toFloat(value), toFloat(costBasis))),
    0,
  );
  if (most === 0) return null;
  return (
    <>
      <Legend
        keys={[
          { name: "cost", tone: "winner" },
          { name: "gain not realised", tone: "gain" },
        ]}
      />
      <ul className={styles.gains}>
        {rows.map(({ prover, value, costBasis, unrealisedGain }) => {
          const isLoss = unrealisedGain.startsWith("-");
          const kept = Math.min(toFloat(value), toFloat(costBasis));
          const rest = Math.abs(toFloat(unrealisedGain));
          return (
            <li
              key={prover.address}
              title={`${exactBrev(value)} BREV, cost ${exactBrev(costBasis)}, gain ${exactBrev(unrealisedGain)}`}
            >
              <bdi className={styles.name}>
                {cleanName(prover.name) || shortAddress(prover.address)}
              </bdi>
              <span className={styles.bar}>
                <span className={styles.cost} style={{ width: `${(90 * kept) / most}%` }} />
                <span
                  className={isLoss ? styles.loss : styles.gain}
                  style={{ width: `max(2px, ${(90 * rest) / most}%)` }}
                />
              </span>
              <span className={styles.text}>
                {isLoss ? "▼" : "▲"} {formatBrev(unrealisedGain)}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
