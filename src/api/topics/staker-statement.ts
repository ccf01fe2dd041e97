/** A staker's position with one prover, line by line: what it moved, what it earned and lost, and what it was worth after each. */
import { sql } from "drizzle-orm";
import type { Address } from "viem";
import { stake, vaultChange } from "../../../ponder.schema.ts";
import { toAssets } from "../../domain/vault.ts";
import type { Db } from "../db.ts";
import { addressArg, newestFirstArg, required } from "../declare/arguments.ts";
import { big, bytes, int, intOrNull, one } from "../declare/fields.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import { enumeration, object, type ValueOf } from "../declare/types.ts";
import { arrayOf, rowsOf } from "../reads/history.ts";
import {
  type HasHappened,
  pendingAt,
  type Queue,
  type Spell,
  type StakerMove,
  sharesAt,
  spellsOf,
  stakerMoves,
  stakerQueue,
} from "../reads/stakes.ts";
import { greatest, least } from "../rules/numbers.ts";
import type { Topic } from "../topic.ts";

const StatementKind = enumeration(
  "StatementKind",
  "What a line of a staker's statement is about.",
  {
    STAKE: "It staked.",
    UNSTAKE: "It asked for an unstake: the value goes from the shares into the queue.",
    TRANSFER_IN: "It received shares.",
    TRANSFER_OUT: "It gave shares away.",
    PAYOUT: "Unstakes were paid out of the queue.",
    MARKET_REWARD: "The vault was paid for a proof.",
    EPOCH_REWARD: "The vault was paid by EpochRewards.",
    OTHER_REWARD: "The vault was paid by anybody else.",
    DONATION: "Tokens were sent straight to the vault.",
    SLASH: "The prover was slashed: the vault, the queue, or both.",
    RETIREMENT: "The prover retired.",
    ROUNDING:
      "Somebody else staked or unstaked, and the vault's rounding changed what the shares are worth.",
  },
);

const StatementLine = object("StatementLine", "One line of a staker's statement.", {
  id: big("Id of the event."),
  kind: one(StatementKind, "What it is about."),
  timestamp: int("[unix s] Time of the event."),
  transaction: bytes("Its transaction."),
  moved: big(
    "[wei] What the staker itself brought to the shares' value (positive) or took from it (negative), as the event says; 0 for what others did.",
  ),
  earned: big(
    "[wei] What it changed the shares' value by besides: a reward or donation, a slash when negative; of a move of the staker's own the vault's rounding.",
  ),
  unstakingSlashed: big("[wei] What a slash took from the staker's queue."),
  paidOut: big("[wei] What was paid out of the queue."),
  shares: big("Shares held after it, in share wei."),
  value: big("[wei] What they were worth then: `convertToAssets` of the vault."),
  unstaking: big("[wei] What was pending in the queue then, after slashing."),
});

const StakerStatementPage = pages(StatementLine, {
  name: "StakerStatementPage",
  text: "Lines of a staker's statement. The value of a line is that of the line before, and what it moved and earned; so with the queue.",
  key: { id: vaultChange.id },
  place: ({ id }) => ({ id }),
  more: {
    firstStakedAt: intOrNull(
      "[unix s] When the position began; null if the staker never held shares of this prover.",
    ),
  },
});

type StatementLine = ValueOf<typeof StatementLine>;
/** A line before it is known what it is worth. */
type Entry = Pick<StatementLine, "id" | "kind" | "timestamp" | "transaction"> & { assets?: bigint };
type Part = { newestFirst: boolean } & PageOf<typeof StakerStatementPage>;

/**
 * The lines of a staker's position with a prover, in the order of the chain or the latest first, at most `first` + 1 from
 * the place `after` on. Nothing is kept of what a vault's change did to each staker: between two moves of its own a
 * staker's shares are the same, and the vault before and after each change tells what they were worth.
 */
export async function stakerStatement(
  db: Db,
  { staker, prover, ...part }: { staker: Address; prover: Address } & Part,
): Promise<StatementLine[]> {
  const [moves, queue] = await Promise.all([
    stakerMoves(db, { staker, prover }),
    stakerQueue(db, { staker, provers: [prover] }),
  ]);
  const { newestFirst, first, after } = part;
  const isBeyond = ({ id }: { id: bigint }) =>
    after === null || (newestFirst ? id < after.id : id > after.id);
  const others = await vaultEntries(db, spellsOf(moves), part);
  // A slash of vault and queue is one line.
  const found = [...moves, ...queueEntries(queue, prover), ...others].filter(isBeyond);
  const entries = [...new Map(found.map((entry): [bigint, Entry] => [entry.id, entry])).values()]
    .sort((a, b) => (a.id < b.id === newestFirst ? 1 : -1))
    .slice(0, first + 1);
  const vaults = await vaultsAround(db, prover, entries);
  return entries.map((entry) =>
    lineOf(entry, { prover, moves, queue, vault: vaults.get(entry.id)! }),
  );
}

/** Lines that concern the queue alone: payouts, and slashes that found something in it. */
function queueEntries(queue: Queue, prover: Address): Entry[] {
  const paid = Map.groupBy(
    queue.entries.filter(({ completedId }) => completedId !== null),
    ({ completedId }) => completedId!,
  );
  const payouts = [...paid].map(
    ([id, [entry]]): Entry => ({
      id,
      kind: "PAYOUT",
      timestamp: entry!.completedAt!,
      transaction: entry!.completedTransaction!,
    }),
  );
  const slashes = queue.slashes.filter(({ id }) => pendingAt(queue, prover, before(id)) > 0n);
  return [
    ...payouts,
    ...slashes.map(({ id, timestamp, transaction }): Entry => {
      return { id, kind: "SLASH", timestamp, transaction };
    }),
  ];
}

const before =
  (place: bigint): HasHappened =>
  ({ id }) =>
    id < place;
const upTo =
  (place: bigint): HasHappened =>
  ({ id }) =>
    id <= place;

// Pairs of prover and id are looked up: by the id alone the rows of all vaults would be gone through.

/** What others did to the vault while the staker held shares: only what changed their value, or might have. */
async function vaultEntries(
  db: Db,
  spells: readonly Spell[],
  { newestFirst, first, after: place }: Part,
): Promise<Entry[]> {
  const after = place?.id ?? null;
  const open = spells
    .map((spell) => {
      if (after === null) return spell;
      return newestFirst
        ? { ...spell, high: least(spell.high, after) }
        : { ...spell, low: greatest(spell.low, after) };
    })
    .filter(({ low, high }) => low < high);
  // A spell begins with a line of its own: no more of them are on the page than lines.
  const near = newestFirst ? open.slice(-(first + 2)) : open.slice(0, first + 2);
  if (near.length === 0) return [];
  const direction = newestFirst ? "desc" : "asc";
  const limit = sql.raw(`limit ${first + 1}`);
  const { prover } = near[0]!;
  const worth = (assets: string, shares: string) =>
    sql.raw(`div(s.held * (${assets} + 1), ${shares} + 1)`);
  const rows = await rowsOf<Omit<Entry, "id"> & { id: string }>(
    db,
    sql`select c.id, case when c.kind in ('STAKE', 'UNSTAKE') then 'ROUNDING' else c.kind::text end as kind, c.timestamp, c.transaction
      from unnest(${arrayOf(
        near.map(({ low }) => low),
        "bigint",
      )}, ${arrayOf(
        near.map(({ high }) => high),
        "bigint",
      )},
        ${arrayOf(
          near.map(({ shares }) => shares),
          "numeric",
        )}) s(low, high, held)
      cross join lateral (
        select id, kind, timestamp, transaction from ${vaultChange} c
        where (c.prover, c.id) > (${prover}, s.low) and (c.prover, c.id) < (${prover}, s.high) and (c.kind not in ('STAKE', 'UNSTAKE')
          or ${worth("c.assets_after", "c.shares_after")} <> ${worth("c.assets_after - c.assets", "c.shares_after - c.shares")})
        order by c.prover ${sql.raw(direction)}, c.id ${sql.raw(direction)} ${limit}
      ) c order by id ${sql.raw(direction)} ${limit}`,
  );
  return rows.map((row) => ({ ...row, id: BigInt(row.id) }));
}

type Vault = { assets: bigint; shares: bigint };
type Around = { before: Vault; after: Vault };

/** The vault just before and just after each line. */
async function vaultsAround(
  db: Db,
  prover: Address,
  entries: readonly Entry[],
): Promise<Map<bigint, Around>> {
  if (entries.length === 0) return new Map();
  type Row = Record<
    "id" | "change" | "assets" | "shares" | "assets_after" | "shares_after",
    string
  >;
  const rows = await rowsOf<Row>(
    db,
    sql`select line.id, c.id as change, c.assets, c.shares, c.assets_after, c.shares_after
      from unnest(${arrayOf(
        entries.map(({ id }) => id),
        "bigint",
      )}) line(id)
      cross join lateral (select * from ${vaultChange} c
        where (c.prover, c.id) <= (${prover}, line.id) and (c.prover, c.id) >= (${prover}, 0)
        order by c.prover desc, c.id desc limit 1) c`,
  );
  return new Map(
    rows.map((row) => {
      const after = { assets: BigInt(row.assets_after), shares: BigInt(row.shares_after) };
      const isChange = row.change === row.id;
      const before = isChange
        ? { assets: after.assets - BigInt(row.assets), shares: after.shares - BigInt(row.shares) }
        : after;
      return [BigInt(row.id), { before, after }];
    }),
  );
}

function lineOf(
  { assets: moved = 0n, ...entry }: Entry,
  given: { prover: Address; moves: readonly StakerMove[]; queue: Queue; vault: Around },
): StatementLine {
  const { prover, moves, queue, vault } = given;
  const { id, kind, timestamp, transaction } = entry;
  const [had, held] = [before(id), upTo(id)].map((has) => sharesAt(moves, prover, has)) as [
    bigint,
    bigint,
  ];
  const value = toAssets(held, vault.after);
  const paidOut = queue.entries
    .filter(({ completedId }) => completedId === id)
    .reduce((sum, { received }) => sum + received!, 0n);
  const unstaking = pendingAt(queue, prover, upTo(id));
  return {
    ...{ id, kind, timestamp, transaction, moved, paidOut, value, unstaking },
    shares: held,
    earned: value - toAssets(had, vault.before) - moved,
    unstakingSlashed: kind === "SLASH" ? pendingAt(queue, prover, before(id)) - unstaking : 0n,
  };
}

export const stakerStatementTopic: Topic = {
  queries: {
    stakerStatement: pagedList(StakerStatementPage, {
      text: "A staker's position with one prover, line by line: its own moves, and each reward, donation and slash of the vault while it held shares, with what it made of the position. The last line's value is what the chain's view tells.",
      args: {
        staker: required(addressArg("The staker's address.")),
        prover: required(addressArg("The prover's address.")),
        orderDirection: newestFirstArg,
      },
      max: 200,
      cost: { base: 50 },
      ask: async ({ orderDirection: newestFirst, ...given }, { db }) => {
        const { staker, prover } = given;
        const [rows, [position]] = await Promise.all([
          stakerStatement(db, { ...given, newestFirst }),
          db
            .select({ firstStakedAt: stake.firstStakedAt })
            .from(stake)
            .where(sql`${stake.prover} = ${prover} and ${stake.staker} = ${staker}`),
        ]);
        return { rows, firstStakedAt: position?.firstStakedAt ?? null };
      },
    }),
  },
};
