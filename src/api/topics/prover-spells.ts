/** Question 26: how long each prover was in each state. */
import type { Address } from "viem";
import { prover } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { spanArgs } from "../declare/arguments.ts";
import { bool, int, one } from "../declare/fields.ts";
import { pagedList, pages, rowsFrom } from "../declare/pages.ts";
import { object, stored, type ValueOf } from "../declare/types.ts";
import { withProvers } from "../reads/prover-rows.ts";
import { biddersAt, changesUpTo } from "../reads/prover-states.ts";
import { ascending } from "../rules/numbers.ts";
import type { Topic } from "../topic.ts";

const ProverSpells = object(
  "ProverSpells",
  "A prover's time in each state within a window. The seconds add up to the window, less the time before it joined.",
  {
    prover: one(stored("prover"), "The prover, with its state now."),
    joinedAt: int("[unix s] When it joined."),
    state: one(stored("proverState"), "State at the end of the window."),
    since: int("[unix s] Since when."),
    activeSeconds: int("[s] In state ACTIVE."),
    deactivatedSeconds: int("[s] In state DEACTIVATED."),
    jailedSeconds: int("[s] In state JAILED."),
    retiredSeconds: int("[s] After it retired."),
    changes: int("Changes of state within the window, joining and retiring included."),
    activeByBids: bool("Whether it bid in the 7 days up to the end of the window."),
  },
);

const ProverSpellPage = pages(ProverSpells, {
  name: "ProverSpellPage",
  text: "Provers with their time in each state.",
  key: { joinedAt: prover.joinedAt, address: prover.address },
  place: ({ joinedAt, prover: { address } }) => ({ joinedAt, address }),
  more: { totalCount: int("Provers in the whole list.") },
});

type Spells = Omit<ValueOf<typeof ProverSpells>, "prover"> & { address: Address };
type SpellKey = Pick<Spells, "joinedAt" | "address">;

/**
 * The provers that had joined before `to`, in the order they joined, with their time in each state in [from, to) [unix s].
 */
export async function proverSpells(
  db: Db,
  { from, to }: { from: number; to: number },
): Promise<Spells[]> {
  const [changes, bidders] = await Promise.all([changesUpTo(db, to - 1), biddersAt(db, to - 1)]);
  const spells = [...Map.groupBy(changes, (change) => change.prover)].map(([address, own]) => {
    const seconds = { ACTIVE: 0, DEACTIVATED: 0, JAILED: 0, RETIRED: 0 };
    for (const [index, { timestamp, new_state }] of own.entries()) {
      const until = own[index + 1]?.timestamp ?? to;
      seconds[new_state] += Math.max(0, until - Math.max(timestamp, from));
    }
    const last = own.at(-1)!;
    return {
      address,
      state: last.new_state,
      since: last.timestamp,
      joinedAt: own[0]!.timestamp,
      activeSeconds: seconds.ACTIVE,
      deactivatedSeconds: seconds.DEACTIVATED,
      jailedSeconds: seconds.JAILED,
      retiredSeconds: seconds.RETIRED,
      changes: own.filter(({ timestamp }) => timestamp >= from).length,
      activeByBids: bidders.has(address),
    };
  });
  return spells.sort(compareSpells);
}

/** In the order they joined. */
const compareSpells = (a: SpellKey, b: SpellKey): number =>
  a.joinedAt - b.joinedAt || ascending(a.address, b.address);

export const proverSpellTopic: Topic = {
  queries: {
    proverSpells: pagedList(ProverSpellPage, {
      text: "How long each prover was in each state within a window, in the order they joined; retired ones too.",
      args: {
        span: spanArgs({
          from: "First second of the window",
          to: "End of the window, exclusive",
        }),
      },
      cost: { base: 50 },
      ask: async ({ span, ...page }, { db }) => {
        const all = await proverSpells(db, span);
        const found = rowsFrom(all, page, compareSpells);
        const rows = await withProvers(db, found, ({ address }) => address);
        return { rows, totalCount: all.length };
      },
    }),
  },
};
