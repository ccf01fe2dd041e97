import { show, table } from "../../bench/run/figures.ts";

type Seen = { injected: number; survived: number; differing: number; longestMs: number };

/** What one world has seen. `differing`: rows that are not those of an undisturbed run; null: it did not come so far. */
export type Outcome = {
  faults: Readonly<Record<string, number>>;
  waits: readonly number[];
  differing: number | null;
};

/** Sums up, by kind of fault, what became of the rows. */
export const createTally = () => {
  const kinds = new Map<string, Seen>();
  return {
    add({ faults, waits, differing }: Outcome) {
      for (const [kind, count] of Object.entries(faults)) {
        const seen = kinds.get(kind) ?? { injected: 0, survived: 0, differing: 0, longestMs: 0 };
        kinds.set(kind, {
          injected: seen.injected + count,
          survived: seen.survived + (differing === 0 ? count : 0),
          differing: seen.differing + (differing ?? 0),
          longestMs: Math.max(seen.longestMs, ...waits),
        });
      }
    },
    /** The table, in Markdown. */
    toString() {
      const head = ["faults", "injected", "survived", "rows that differ", "right again within s"];
      const rows = [...kinds].map(([kind, { injected, survived, differing, longestMs }]) => [
        kind,
        ...[injected, survived, differing, longestMs / 1000].map((figure) => show(figure)),
      ]);
      return table(head, rows);
    },
  };
};
