import { useState } from "react";
import { ask } from "../../data/ask.ts";
import { download } from "../../data/csv.ts";
import type { StatementQuery } from "../../data/generated/types.ts";
import { MAX_ROWS } from "../../data/list.ts";
import { counted } from "../../data/numbers.ts";
import { say } from "../../parts/copy.ts";
import styles from "../../parts/table.module.css";
import { Statement } from "./address.gen.ts";
import { entriesOf, statementOf } from "./statement.ts";

/** Every move of the stake as a file. */
export function StatementButton({ address }: { address: string }) {
  const [isBusy, setBusy] = useState(false);
  const fetchAll = async () => {
    setBusy(true);
    try {
      const parts = await pagesOf(address);
      const entries = entriesOf(
        parts.flatMap(({ vaultChanges }) => vaultChanges.items),
        parts[0]!.in.items,
        parts[0]!.out.items,
      );
      download(`statement-${address}.csv`, statementOf(entries));
      say(counted(entries.length, "row"));
    } catch (error) {
      say(error instanceof Error ? error.message : "The statement could not be made.");
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" className={styles.csv} disabled={isBusy} onClick={() => void fetchAll()}>
      {isBusy ? "Fetching …" : "Statement (CSV)"}
    </button>
  );
}

async function pagesOf(address: string): Promise<readonly StatementQuery[]> {
  const parts: StatementQuery[] = [];
  let after: string | null = null;
  do {
    const part: StatementQuery = await ask(Statement, { address, after });
    parts.push(part);
    const { pageInfo } = part.vaultChanges;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null && parts.length * 1_000 < MAX_ROWS);
  return parts;
}
