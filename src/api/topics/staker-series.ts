/** A staker's value and earnings per bucket of time. */
import { inArray, sql } from "drizzle-orm";
import type { Address } from "viem";
import { vaultChange } from "../../../ponder.schema.ts";
import { toAssets } from "../../domain/vault.ts";
import type { Db } from "../db.ts";
import { addressArg, byDefault, required } from "../declare/arguments.ts";
import { big, bool, int, list, one, question } from "../declare/fields.ts";
import { object, type ValueOf } from "../declare/types.ts";
import { type Buckets, BucketUnit, bucketArgs, unitArg } from "../reads/buckets.ts";
import { boundariesOf } from "../reads/flows.ts";
import { arrayOf, rowsOf } from "../reads/history.ts";
import {
  type HasHappened,
  pendingAt,
  type Queue,
  type StakerMove,
  sharesAt,
  stakerMoves,
  stakerQueue,
} from "../reads/stakes.ts";
import { sumOf } from "../rules/numbers.ts";
import type { Topic } from "../topic.ts";

const MOST_BUCKETS = 400;

const held = {
  value: big("[wei] What the shares are worth at the end, by the vault's own rounding."),
  unstaking: big("[wei] Pending unstakes at the end, after slashing."),
};

const StakerPoint = object(
  "StakerPoint",
  "A staker's positions in one bucket of time. `value` is the one before + staked − unstaked + transferredIn − transferredOut + earned − slashed; `unstaking` the one before + unstaked − unstakingSlashed − paidOut.",
  {
    start: int("[unix s] First second."),
    end: int("[unix s] End, exclusive."),
    complete: bool("Whether the bucket is over."),
    staked: big("[wei] Assets staked."),
    unstaked: big("[wei] Assets that unstakes moved from the shares into the queue."),
    transferredIn: big("[wei] Value, at transfer, of shares received."),
    transferredOut: big("[wei] Value, at transfer, of shares given away."),
    earned: big(
      "[wei] What rewards and donations added to the shares' value, with the vault's rounding: a few wei, which may make it negative.",
    ),
    slashed: big("[wei] What slashes took from the shares' value."),
    unstakingSlashed: big("[wei] What slashes took from the pending unstakes."),
    paidOut: big("[wei] Unstakes paid out."),
    ...held,
  },
);

const StakerWorthAt = object("StakerWorthAt", "What positions were worth at a moment.", held);

const StakerSeries = object("StakerSeries", "A staker's value and earnings over time.", {
  unit: one(BucketUnit, "Length of the buckets."),
  at: int("[unix s] Time of the indexed head: known up to then."),
  before: one(StakerWorthAt, "At the start of the first bucket."),
  points: list(
    StakerPoint,
    "The buckets, oldest first, without a gap. Empty when none has begun.",
    { base: 20, rows: 30 },
  ),
});

type Worth = { value: bigint; unstaking: bigint };
type Slash = Queue["slashes"][number];

/** A staker's positions, with one prover or (null) all in sum, per bucket. */
export async function stakerSeries(
  db: Db,
  given: { staker: Address; prover: Address | null } & Buckets,
): Promise<ValueOf<typeof StakerSeries>> {
  const { unit, buckets, at } = given;
  const moves = await stakerMoves(db, given);
  const provers = [...new Set(moves.map(({ prover }) => prover))];
  const boundaries = buckets.length === 0 ? [] : boundariesOf(buckets);
  const [queue, vaults] = await Promise.all([
    stakerQueue(db, { staker: given.staker, provers }),
    vaultsAt(db, provers, boundaries),
  ]);
  const losses = await lossesOf(db, moves, queue.slashes);
  const worths = boundaries.map((boundary, index): Worth => {
    const has: HasHappened = ({ timestamp }) => timestamp < boundary;
    return {
      value: total(provers, (of) => {
        const vault = vaults.get(of)?.[index];
        return vault == null ? 0n : toAssets(sharesAt(moves, of, has), vault);
      }),
      unstaking: total(provers, (of) => pendingAt(queue, of, has)),
    };
  });
  const points = buckets.map(({ start, end }, index): ValueOf<typeof StakerPoint> => {
    const isIn = ({ timestamp }: { timestamp: number | null }) =>
      timestamp !== null && timestamp >= start && timestamp < end;
    const moved = (kind: StakerMove["kind"]) =>
      total(
        moves.filter((move) => move.kind === kind && isIn(move)),
        ({ assets }) => (assets < 0n ? -assets : assets),
      );
    const [before, after] = [worths[index]!, worths[index + 1]!];
    const [staked, unstaked] = [moved("STAKE"), moved("UNSTAKE")];
    const [transferredIn, transferredOut] = [moved("TRANSFER_IN"), moved("TRANSFER_OUT")];
    const slashed = total(queue.slashes.filter(isIn), ({ id }) => losses.get(id) ?? 0n);
    const paidOut = total(
      queue.entries.filter(({ completedAt }) => isIn({ timestamp: completedAt })),
      ({ received }) => received!,
    );
    const net = staked - unstaked + transferredIn - transferredOut;
    return {
      ...{ start, end, complete: end <= at, staked, unstaked, transferredIn, transferredOut },
      earned: after.value - before.value - net + slashed,
      slashed,
      unstakingSlashed: before.unstaking + unstaked - paidOut - after.unstaking,
      paidOut,
      ...after,
    };
  });
  return { unit, at, before: worths[0] ?? { value: 0n, unstaking: 0n }, points };
}

const total = <Item>(items: readonly Item[], of: (item: Item) => bigint): bigint =>
  sumOf(items.map(of));

type Vault = { assets: bigint; shares: bigint };

/** Each prover's vault before each of the times [unix s]; null before it was created. */
async function vaultsAt(
  db: Db,
  provers: readonly Address[],
  times: readonly number[],
): Promise<Map<Address, (Vault | null)[]>> {
  if (provers.length === 0 || times.length === 0) return new Map();
  type Row = { prover: Address; assets: string | null; shares: string };
  const rows = await rowsOf<Row>(
    db,
    sql`select p.prover, c.assets_after as assets, c.shares_after as shares
      from unnest(string_to_array(${provers.join()}, ',')) p(prover)
      cross join unnest(${arrayOf(times, "int")}) with ordinality t(until, place)
      left join lateral (select assets_after, shares_after from ${vaultChange} c
        where c.prover = p.prover and c.timestamp < t.until order by c.timestamp desc, c.id desc limit 1) c on true
      order by p.prover, t.place`,
  );
  const states = Map.groupBy(rows, ({ prover }) => prover);
  return new Map(
    [...states].map(([prover, all]) => [
      prover,
      all.map(({ assets, shares }) =>
        assets === null ? null : { assets: BigInt(assets), shares: BigInt(shares) },
      ),
    ]),
  );
}

/** [wei] What each slash took from the value of the shares held, by its id. */
async function lossesOf(
  db: Db,
  moves: readonly StakerMove[],
  slashes: readonly Slash[],
): Promise<Map<bigint, bigint>> {
  const shares = new Map(
    slashes.map(({ id, prover }) => [id, sharesAt(moves, prover, (event) => event.id < id)]),
  );
  const ids = slashes.map(({ id }) => id).filter((id) => shares.get(id) !== 0n);
  if (ids.length === 0) return new Map();
  const changes = await db.select().from(vaultChange).where(inArray(vaultChange.id, ids));
  return new Map(
    changes.map((change) => {
      const after = { assets: change.assetsAfter, shares: change.sharesAfter };
      const before = { ...after, assets: after.assets - change.assets };
      const held = shares.get(change.id)!;
      return [change.id, toAssets(held, before) - toAssets(held, after)];
    }),
  );
}

export const stakerSeriesTopic: Topic = {
  queries: {
    stakerSeries: question(StakerSeries, {
      text: "A staker's value and earnings per bucket of time, gaps filled, oldest first: deposits, withdrawals, rewards and slashes apart.",
      args: {
        staker: required(addressArg("The staker's address.")),
        prover: addressArg("Only its position with this prover; all of them in sum if left out."),
        span: bucketArgs(required(byDefault(unitArg, "DAY")), { max: MOST_BUCKETS }),
      },
      cost: { base: 50 },
      ask: ({ span, ...given }, { db }) => stakerSeries(db, { ...given, ...span }),
    }),
  },
};
