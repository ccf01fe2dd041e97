import { isAddress } from "../../data/names.ts";
import { whole } from "../../data/range.ts";

/** What events are about. */
export const groupNames = [
  "auctions",
  "settlements",
  "stakes",
  "rewards",
  "provers",
  "governance",
] as const;

export type Group = (typeof groupNames)[number];

export type FeedSearch = Readonly<{
  group?: Group | undefined;
  account?: string | undefined;
  transaction?: string | undefined;
  block?: number | undefined;
  /** [unix s] Only events from the one time to before the other. */
  from?: number | undefined;
  to?: number | undefined;
}>;

export function parseFeed(search: Record<string, unknown>): FeedSearch {
  const group = groupNames.find((known) => known === search.group);
  const account = typeof search.account === "string" ? search.account.toLowerCase() : "";
  const transaction =
    typeof search.transaction === "string" ? search.transaction.toLowerCase() : "";
  const [block, from, to] = [search.block, search.from, search.to].map(whole);
  return {
    ...(group && { group }),
    ...(isAddress(account) && { account }),
    ...(/^0x[0-9a-f]{64}$/.test(transaction) && { transaction }),
    ...(block !== undefined && block < 2 ** 31 && { block }),
    ...(from !== undefined && to !== undefined && from < to && { from, to }),
  };
}
