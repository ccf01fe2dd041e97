import { Brev, Missing } from "../../parts/values.tsx";
import type { Timeline } from "./auction-of.ts";
import styles from "./request.module.css";

/** The held fee, part by part; what is left over is zero, and shown if it is not. */
export function Waterfall({ timeline }: { timeline: Timeline }) {
  const { waterfall, surplus } = timeline;
  const parts = [
    ["Maximum fee", "FeeWaterfall.maxFee", waterfall.maxFee],
    ["Still held", "FeeWaterfall.held", waterfall.held],
    ["To stakers", "FeeWaterfall.toStakers", waterfall.toStakers],
    ["Prover's commission", "FeeWaterfall.commission", waterfall.commission],
    ["Protocol fee", "FeeWaterfall.protocolFee", waterfall.protocolFee],
    ["Returned above the price", "FeeWaterfall.excess", waterfall.excess],
    ["Refunded", "FeeWaterfall.refunded", waterfall.refunded],
    ["Left over", "FeeWaterfall.remainder", waterfall.remainder],
  ] as const;
  return (
    <table className={styles.waterfall}>
      <caption className="hidden">Where the fee went</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">BREV</th>
          <th scope="col">wei</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(([name, term, amount]) => (
          <tr key={name} data-wrong={name === "Left over" && amount !== "0"}>
            <th scope="row">{name}</th>
            <td>
              <Brev wei={amount} term={term} />
            </td>
            <td className={styles.exact}>{amount}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">Winner's surplus</th>
          <td>
            {surplus === null ? (
              <Missing reason="not paid" />
            ) : (
              <Brev wei={surplus} term="RequestTimeline.surplus" />
            )}
          </td>
          <td className={styles.exact}>{surplus}</td>
        </tr>
      </tbody>
    </table>
  );
}
