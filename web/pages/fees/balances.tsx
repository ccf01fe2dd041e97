import { balancesOf, type Flow } from "../../pictures/river/river.ts";
import styles from "./fees.module.css";
import type { Period } from "./flow.ts";

/** The two identities, ours over the whole span and the API's for each period. */
export function Balances({ flow, periods }: { flow: Flow; periods: readonly Period[] }) {
  const own = balancesOf(flow);
  const wrong = periods.filter(
    ({ escrowBalance, priceBalance }) => escrowBalance !== "0" || priceBalance !== "0",
  );
  const identities = [
    ["before + escrowed − paid − returned − refunded − after", own.escrow],
    ["paid − to stakers − commission − protocol fee", own.price],
  ] as const;
  return (
    <ul className={styles.balances}>
      {identities.map(([name, difference]) => (
        <li key={name} data-wrong={difference !== 0n}>
          {name} = {difference.toString()} wei {difference === 0n ? "✓" : "✕"}
        </li>
      ))}
      <li data-wrong={wrong.length > 0}>
        {wrong.length === 0
          ? `both hold in each of ${periods.length} periods ✓`
          : `broken in ${wrong.length} of ${periods.length} periods ✕`}
      </li>
    </ul>
  );
}
