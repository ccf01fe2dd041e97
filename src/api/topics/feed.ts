/** Question 18: what concerns an account, a prover, a requester, a request or a program, event by event. */
import { eq, type SQL, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import {
  account as accounts,
  activity,
  eventBlock,
  request,
  shareTransfer,
} from "../../../ponder.schema.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import {
  addressArg,
  blockArg,
  boolArg,
  byDefault,
  bytes32Arg,
  enumArg,
  listArg,
  newestFirstArg,
  type Parameters,
  type Range,
  rangeArgs,
} from "../declare/arguments.ts";
import { int, one } from "../declare/fields.ts";
import { pagedList, pages } from "../declare/pages.ts";
import { enumeration, object, orNull, stored } from "../declare/types.ts";
import { blockStart } from "../reads/chain.ts";
import { arrayOf, comma, idsWithin, rowsOf } from "../reads/history.ts";
import { type FeedPlace, placesAt, resumeAfter } from "../reads/locator.ts";
import { holdingsOf, type Spell, spellsOf, stakerMoves } from "../reads/stakes.ts";
import type { Topic } from "../topic.ts";

const Reorganisation = object(
  "FeedReorganisation",
  "Blocks that were part of the chain when the cursor was given, and are no longer.",
  {
    from: int(
      "Every event given so far of this block or a later one is taken back; the page goes on with this block of the new branch. 0: all of them are.",
    ),
  },
);

export const FeedPage = pages(stored("activity"), {
  name: "FeedPage",
  text: "Events of the protocol, in the order of the chain or the latest first.",
  // Beside the event's place the cursor says on which chain it lies.
  key: { id: activity.id, seen: eventBlock.hash },
  place: ({ id }) => ({ id, seen: "0x" }),
  more: {
    reorganised: one(
      orNull(Reorganisation),
      "What was taken back of all that was given up to the cursor `after`; null: nothing.",
    ),
  },
});

const Finality = enumeration("Finality", "Which blocks count.", {
  LATEST: "All that are indexed. The newest may be taken back by a reorganisation.",
  FINAL: "Those at or before `meta.finalized`: nothing of them is taken back.",
});

export type Activity = typeof activity.$inferSelect;

export const feedArgs = {
  account: addressArg(
    "An address in any role: prover, requester (bids and reveals on its requests included), staker, giver or receiver of shares, submitter, reward source, receiver of tokens, role holder.",
  ),
  withVaults: boolArg(
    "With `account`: also rewards, donations and slashes of the vaults it held shares of, while it did. Default false.",
  ),
  prover: addressArg("Only about this prover."),
  requester: addressArg("Only about this requester's requests."),
  requestId: bytes32Arg("Only about the request with this id."),
  vk: bytes32Arg("Only about requests for the program with this verifying key."),
  kinds: listArg(enumArg(stored("activityKind"), "Only events of these kinds."), {
    min: 1,
    example: "[REQUESTED, FULFILLED]",
  }),
  transaction: bytes32Arg("Only events of the transaction with this hash."),
  block: blockArg("Only events of the block with this number."),
  finality: byDefault(enumArg(Finality, "Which blocks count."), "LATEST"),
  span: rangeArgs(),
};

/** What a feed is about: every subject given must be concerned. */
export type FeedSubjects = Omit<FeedArgs, "withVaults" | "kinds" | "finality" | "span"> &
  Partial<Pick<FeedArgs, "withVaults">>;
export type FeedArgs = Parameters<typeof feedArgs>;

type FeedPart = FeedSubjects &
  Range &
  Pick<FeedArgs, "kinds"> & {
    /** Only events up to this block; null: all. */
    until: number | null;
    newestFirst: boolean;
    first: number;
    /** Id of the event to go on after. */
    after: bigint | null;
  };

type Row = { id: string; block: number; timestamp: number; amount: string | null } & Pick<
  Activity,
  "transaction" | "kind" | "sender" | "prover" | "account"
> & { request_id: Hex | null };

/**
 * Events in the order of the chain, or the latest first: at most `first` + 1. Each role of an account is a list of its own,
 * read from an index up to the page's end; an event found in two roles is given once.
 */
export async function feed(db: Db, given: FeedPart): Promise<Activity[]> {
  const { account, newestFirst, first, after } = given;
  const conditions: SQL[] = [];
  if (given.from !== null || given.to !== null) {
    const { low, high } = await idsWithin(db, given.from ?? 0, given.to ?? 2 ** 31 - 1);
    conditions.push(sql`a.id >= ${low} and a.id < ${high}`);
  }
  if (after !== null) conditions.push(newestFirst ? sql`a.id < ${after}` : sql`a.id > ${after}`);
  if (given.kinds !== null)
    conditions.push(
      sql`a.kind in (${comma(given.kinds.map((kind) => sql`${sql.param(kind, activity.kind)}`))})`,
    );
  if (given.transaction !== null) conditions.push(sql`a.transaction = ${given.transaction}`);
  if (given.block !== null)
    conditions.push(
      sql`a.id >= ${blockStart(given.block)} and a.id < ${blockStart(given.block + 1)}`,
    );
  if (given.until !== null) conditions.push(sql`a.id < ${blockStart(given.until + 1)}`);
  if (given.prover !== null) conditions.push(sql`a.prover = ${given.prover}`);
  if (given.requestId !== null) conditions.push(sql`a.request_id = ${given.requestId}`);
  if (given.requester !== null) conditions.push(ofRequests(sql`requester = ${given.requester}`));
  if (given.vk !== null) conditions.push(ofRequests(sql`vk = ${given.vk}`));

  const order = sql`order by id ${sql.raw(newestFirst ? "desc" : "asc")} limit ${first + 1}`;
  const roles = account === null ? [sql`true`] : await rolesOf(db, account);
  const holdings =
    account !== null && given.withVaults === true
      ? holdingsOf(spellsOf(await stakerMoves(db, { staker: account, prover: given.prover })))
      : [];
  const parts = [
    ...roles.map(
      (role) =>
        sql`(select * from ${activity} a where ${sql.join([role, ...conditions], sql` and `)} ${order})`,
    ),
    ...(holdings.length === 0 ? [] : [sql`(${ofVaults(holdings, conditions, given)})`]),
  ];
  const rows = await rowsOf<Row>(
    db,
    sql`select * from (${sql.join(parts, sql` union `)}) found ${order}`,
  );
  return rows.map(({ request_id, ...row }) => ({
    ...row,
    id: BigInt(row.id),
    requestId: request_id,
    amount: row.amount === null ? null : BigInt(row.amount),
  }));
}

/** What moves a vault besides its stakers: it concerns each of them, and no row says so. When they held its shares does. */
const VAULT_KINDS = sql`a.kind in ('REWARDED', 'DONATED', 'SLASHED')`;

const ofVaults = (
  holdings: readonly Omit<Spell, "shares">[],
  conditions: readonly SQL[],
  { newestFirst, first }: Pick<FeedPart, "newestFirst" | "first">,
): SQL => {
  const list = (values: readonly bigint[]) => arrayOf(values, "bigint");
  const provers = holdings.map(({ prover }) => prover).join();
  const direction = sql.raw(newestFirst ? "desc" : "asc");
  const limit = sql.raw(`limit ${first + 1}`);
  // By pairs of prover and id: by the id alone the events of all provers would be gone through.
  return sql`select a.* from unnest(string_to_array(${provers}, ','), ${list(holdings.map(({ low }) => low))},
      ${list(holdings.map(({ high }) => high))}) h(prover, low, high)
    cross join lateral (select * from ${activity} a
      where (a.prover, a.id) > (h.prover, h.low) and (a.prover, a.id) < (h.prover, h.high)
        and ${sql.join([VAULT_KINDS, ...conditions], sql` and `)}
      order by a.prover ${direction}, a.id ${direction} ${limit}) a order by id ${direction} ${limit}`;
};

/** The lists that an address may be found in. One that can only be empty would be sought to the end: it is left out. */
async function rolesOf(db: Db, address: Address): Promise<SQL[]> {
  const [known] = await db.select().from(accounts).where(eq(accounts.address, address));
  const roles = [sql`a.account = ${address}`, sql`a.prover = ${address}`];
  if (known?.isStaker)
    roles.push(sql`a.id in (select id from ${shareTransfer} where "from" = ${address})`);
  if (known?.isRequester) roles.push(ofRequests(sql`requester = ${address}`));
  return roles;
}

/** A page of the feed, with its place on the chain. */
export async function feedPage(
  { db, progress }: Pick<Context, "db" | "progress">,
  given: Omit<FeedPart, "until" | "after"> & {
    finality: FeedArgs["finality"];
    after: FeedPlace | null;
    /** Whether the client asks for the page's place: otherwise it is not read. */
    isFollowed: boolean;
  },
) {
  const { finality, first, isFollowed, ...asked } = given;
  const finalized = (await progress()).finalized?.block ?? -1;
  const { id, reorganised } =
    given.after === null ? { id: null, reorganised: null } : await resumeAfter(db, given.after);
  const until = finality === "FINAL" ? finalized : null;
  const rows = await feed(db, { ...asked, first, until, after: id });
  const shown = rows.slice(0, first);
  const ends = [shown[0], shown.at(-1)].flatMap((row) => (row ? [row.id] : []));
  const isBack = reorganised !== null && id !== null;
  const ids = isBack ? [...ends, id] : ends;
  const placeAt = await placesAt(db, { ids: isFollowed ? ids : [], finalized });
  return {
    rows,
    reorganised,
    placeOf: (row: Activity) => placeAt(row.id),
    ...(isBack && { empty: placeAt(id) }),
  };
}

/** PostgreSQL chooses: few requests are looked up one by one; for many, each event's request is checked. */
const ofRequests = (is: SQL): SQL => sql`a.request_id in (select id from ${request} where ${is})`;

export const feedTopic: Topic = {
  queries: {
    feed: pagedList(FeedPage, {
      text: 'Everything that concerns an account, a prover, a requester, a request or a program, event by event; with several of them, what concerns all. To follow the feed, ask in the order "asc" after the last `endCursor`, again and again: no event is missed or given twice, and `reorganised` tells what was taken back, also after a restart or a re-index.',
      args: {
        ...feedArgs,
        orderDirection: newestFirstArg,
      },
      cost: { base: 20 },
      ask: ({ span, orderDirection: newestFirst, ...given }, context, asked) => {
        const isFollowed = asked.names().includes("pageInfo");
        return feedPage(context, { ...given, ...span, newestFirst, isFollowed });
      },
    }),
  },
};
