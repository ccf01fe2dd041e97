/** In which orders a table may be listed: those in which a page costs the same at any depth. */
import { getTableConfig, type PgColumn } from "drizzle-orm/pg-core";
import { UserError } from "../errors.ts";
import { quote } from "../inputs.ts";
import type { Entity } from "./entity.ts";
import { entities, type TableName } from "./tables.ts";

/**
 * Tables that stay short, whatever their order: they grow with provers, contracts and decisions of the administration.
 * With columns: short for each value of them.
 */
const SHORT: Partial<Record<TableName, readonly (readonly string[])[]>> = {
  assignment: [["requestId"]],
  bid: [["requestId"]],
  commissionRate: [["prover"]],
  contract: [[]],
  parameterChange: [[]],
  prover: [[]],
  proverStatsEpoch: [["prover"]],
  rewardEpoch: [[]],
  rewardEpochConfig: [[]],
  roleAdmin: [[]],
  roleChange: [[]],
  roleMember: [[]],
  statsEpoch: [[]],
  unstake: [["prover", "staker"]],
  vault: [[]],
  verifier: [[]],
  verifierChange: [[]],
};

/** What tells the place of a row in the chain, where the key does not: the default order. */
const CHAIN_ORDER: Partial<Record<TableName, string>> = {
  bid: "firstBidId",
  proof: "eventId",
  request: "createdId",
  unstake: "requestedId",
};

/**
 * Times that grow with the place in the chain: bounds and orders of the time become those of the place, which has an index.
 */
const CLOCKS: Partial<Record<TableName, { time: string; place: string }>> = {
  activity: { time: "timestamp", place: "id" },
  assignment: { time: "startedAt", place: "id" },
  bid: { time: "firstBidAt", place: "firstBidId" },
  proof: { time: "timestamp", place: "eventId" },
  request: { time: "createdAt", place: "createdId" },
  reward: { time: "timestamp", place: "id" },
  shareTransfer: { time: "timestamp", place: "id" },
  slashing: { time: "timestamp", place: "id" },
  unstake: { time: "requestedAt", place: "requestedId" },
  vaultChange: { time: "timestamp", place: "id" },
};

const of = <Value>(table: Readonly<Partial<Record<TableName, Value>>>, { name }: Entity) =>
  table[name as TableName];

export const clockOf = (entity: Entity) => of(CLOCKS, entity);

/** Columns of each index, the key's first. */
const indexes = new Map(
  [...entities.values()].map((entity) => {
    const names = new Map(
      Object.entries(entity.columns).map(([name, column]) => [column.name, name]),
    );
    const others = getTableConfig(entity.table).indexes.map(({ config }) =>
      config.columns.map((column) => names.get((column as PgColumn).name)!),
    );
    return [entity.name, [entity.key.map(({ name }) => name), ...others]] as const;
  }),
);

/** Whether an index leads to rows with these columns fixed, in the order of another. */
export const hasOrder = (entity: Entity, fixed: ReadonlySet<string>, column: string): boolean =>
  indexes.get(entity.name)!.some((index) => {
    const start = index.findIndex((name) => !fixed.has(name));
    return start !== -1 && index[start] === column;
  });

const isShort = (entity: Entity, fixed: ReadonlySet<string>): boolean =>
  of(SHORT, entity)?.some((columns) => columns.every((name) => fixed.has(name))) ?? false;

/**
 * The columns a list is ordered by: the asked one, then the key, so that no two rows are at the same place.
 * `fixed` are columns of which all its rows have the same value.
 * @throws UserError when there is no such column, or no index leads to its order
 */
export function readOrder(
  entity: Entity,
  orderBy: string | null | undefined,
  fixed: ReadonlySet<string>,
): readonly string[] {
  const key = entity.key.map(({ name }) => name);
  const clock = clockOf(entity);
  const byPlace = orderBy === clock?.time ? clock?.place : orderBy;
  const asked = byPlace ?? of(CHAIN_ORDER, entity) ?? key[0]!;
  if (!Object.hasOwn(entity.columns, asked))
    throw new UserError({
      argument: "orderBy",
      problem: `is ${quote(asked)}, which is no column. Columns: ${Object.keys(entity.columns).join(", ")}.`,
      example: `orderBy: "${key[0]}"`,
    });
  if (orderBy != null && !isShort(entity, fixed) && !hasOrder(entity, fixed, asked)) {
    const orders = ordersOf(entity, fixed);
    throw new UserError({
      argument: "orderBy",
      problem: `is "${asked}", in which no index leads through these rows. Orders that one does: ${orders.join(", ")}.`,
      example: `orderBy: "${orders[0]}"`,
    });
  }
  // No two rows are at the same place in the chain.
  if (asked === of(CHAIN_ORDER, entity)) return [asked];
  return [asked, ...key.filter((name) => name !== asked)];
}

function ordersOf(entity: Entity, fixed: ReadonlySet<string>): readonly string[] {
  const clock = clockOf(entity);
  return Object.keys(entity.columns).filter((name) =>
    hasOrder(entity, fixed, name === clock?.time ? clock.place : name),
  );
}
