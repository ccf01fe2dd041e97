import type { Address, Hex } from "viem";
import { blockOf, type Children, type Interval, type Log } from "./chain.ts";
import type { LogQuery } from "./checks.ts";
import type { Need } from "./ponderSync.ts";
import type { Rules } from "./rules.ts";
import { type BlockFilter, type Factory, factoryOf, type LogFilter } from "./sources.ts";

/** Addresses in one question; nodes limit them. */
const MOST_ADDRESSES = 200;

const logFilters = ({ filters }: Need): LogFilter[] =>
  filters.flatMap(({ filter }) => (filter.type === "log" ? [filter] : []));

/**
 * The questions whose answers hold every log that is needed, and those that announce children: as few as possible, so
 * others' logs come, too.
 */
export function queriesOf(need: Need, children: Children): LogQuery[] {
  const byEvent = { addresses: new Set<Address>(), topics: new Set<Hex>() };
  const others = new Map<string, LogQuery>();
  for (const { factory } of need.factories) {
    const query = queryOfFactory(factory);
    if (query.addresses === null) others.set(JSON.stringify(query), query);
    for (const address of query.addresses ?? []) byEvent.addresses.add(address);
    if (query.addresses !== null) byEvent.topics.add(factory.eventSelector);
  }
  for (const filter of logFilters(need)) {
    const { topic0, topic1, topic2, topic3 } = filter;
    const addresses = addressesOf(filter, need, children);
    if (addresses !== null && addresses.length === 0) continue;
    if (addresses !== null && [topic1, topic2, topic3].every((topic) => topic === null)) {
      for (const address of addresses) byEvent.addresses.add(address);
      byEvent.topics.add(topic0);
      continue;
    }
    const query = { addresses, topics: withoutTail([topic0, topic1, topic2, topic3]) };
    others.set(JSON.stringify(query), query);
  }
  const together = { addresses: [...byEvent.addresses], topics: [[...byEvent.topics]] };
  const all = byEvent.topics.size === 0 ? [...others.values()] : [together, ...others.values()];
  return all.flatMap(({ addresses, topics }) =>
    inGroups(addresses).map((group) => ({ addresses: group, topics })),
  );
}

/** The question for the logs in which a factory announces its children. */
export const queryOfFactory = ({ address, eventSelector }: Factory): LogQuery => ({
  addresses: address === undefined ? null : [address].flat(),
  topics: [eventSelector],
});

function addressesOf(filter: LogFilter, need: Need, children: Children): Address[] | null {
  const factory = factoryOf(filter);
  if (factory === null)
    return filter.address === undefined ? null : [filter.address as Address | Address[]].flat();
  const known = [...(children.get(factory.id) ?? [])];
  return known.filter(([, since]) => since <= need.interval[1]).map(([address]) => address);
}

function withoutTail(topics: LogQuery["topics"]): LogQuery["topics"] {
  return topics.slice(0, topics.findLastIndex((topic) => topic !== null) + 1);
}

function inGroups(addresses: readonly Address[] | null): (readonly Address[] | null)[] {
  if (addresses === null) return [null];
  const groups: Address[][] = [];
  for (let at = 0; at < addresses.length; at += MOST_ADDRESSES)
    groups.push(addresses.slice(at, at + MOST_ADDRESSES));
  return groups;
}

/** The logs that are needed, each once, in the chain's order. */
export function selectLogs(given: {
  need: Need;
  logs: readonly Log[];
  children: Children;
  rules: Rules;
}): Log[] {
  const { need, logs, children, rules } = given;
  const byTopic = Map.groupBy(logFilters(need), ({ topic0 }) => topic0);
  const found = new Map<string, Log>();
  for (const log of logs) {
    const filters = byTopic.get(log.topics[0] ?? "0x") ?? [];
    if (filters.some((filter) => rules.isLogMatched(filter, log, children)))
      found.set(`${log.blockNumber}:${log.logIndex}`, log);
  }
  return [...found.values()].sort(
    (a, b) => blockOf(a) - blockOf(b) || Number(a.logIndex) - Number(b.logIndex),
  );
}

/** The blocks that are needed whatever happens in them, ascending. */
export function selectBlocks(need: Need): number[] {
  const numbers = need.filters.flatMap(({ filter, interval }) =>
    filter.type === "block" ? dueBlocks(filter, interval) : [],
  );
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function dueBlocks({ interval, offset, fromBlock, toBlock }: BlockFilter, within: Interval) {
  const from = Math.max(within[0], fromBlock ?? 0, offset);
  const to = Math.min(within[1], toBlock ?? Number.POSITIVE_INFINITY);
  const first = from + ((interval - ((from - offset) % interval)) % interval);
  const numbers: number[] = [];
  for (let number = first; number <= to; number += interval) numbers.push(number);
  return numbers;
}

/** Adds the children that logs announce to those known; returns the new ones. */
export function learnChildren(given: {
  factories: readonly Factory[];
  logs: readonly Log[];
  children: Children;
  rules: Rules;
}): Children {
  const { factories, logs, children, rules } = given;
  const learnt: Children = new Map();
  for (const factory of factories) {
    const known = children.get(factory.id) ?? new Map<Address, number>();
    const fresh = new Map<Address, number>();
    for (const log of logs) {
      const child = rules.childOf(factory, log);
      const since = blockOf(log);
      if (child === null || (known.get(child) ?? Number.POSITIVE_INFINITY) <= since) continue;
      known.set(child, since);
      fresh.set(child, since);
    }
    children.set(factory.id, known);
    learnt.set(factory.id, fresh);
  }
  return learnt;
}

/** Those children that were announced in a range. */
export const childrenWithin = (children: Children, [from, to]: Interval): Children =>
  new Map(
    [...children].map(([id, addresses]) => [
      id,
      new Map([...addresses].filter(([, since]) => since >= from && since <= to)),
    ]),
  );
