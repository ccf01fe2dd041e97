/** An index changed in several places at once, as somebody would who knows that totals are compared with their rows. */
import { sql } from "drizzle-orm";
import { invariants } from "../../src/api/topics/invariants.ts";
import { type Rows, readRows, tableOf } from "../../verify/rows.ts";
import type { Opened, RecordingName } from "../api/support.ts";
import { createComparer, readCalls } from "../verify/support.ts";

/** Statements of SQL that leave the database with another story. */
export type Tampering = { what: string; statements: readonly string[] };

/** Who notices: names of invariants, and `views` where the contracts' answers differ. What was changed is undone. */
export async function createJudge({ db }: Opened, name: RecordingName) {
  const head = readCalls(name).findLast(({ label }) => label !== "deployment")!;
  const compare = createComparer(name);
  const isSeenByViews = (rows: Rows): boolean => {
    const found = { counts: {}, mismatches: [] as never[], notDeployed: 0 };
    compare(head, rows, found);
    return found.mismatches.length > 0;
  };
  const rowsNow = () =>
    readRows((table) => db.select().from(tableOf(table)) as unknown as Promise<never[]>);

  return async ({ statements }: Tampering): Promise<string[]> => {
    await db.execute(sql.raw("begin"));
    try {
      for (const statement of statements) await db.execute(sql.raw(statement));
      const broken = (await invariants(db)).filter(({ holds }) => !holds);
      return [
        ...broken.map(({ name: rule }) => rule),
        ...(isSeenByViews(await rowsNow()) ? ["views"] : []),
      ];
    } finally {
      await db.execute(sql.raw("rollback"));
    }
  };
}
