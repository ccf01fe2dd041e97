import { asOf } from "./as-of.ts";
import { auctions } from "./auctions.ts";
import { bidding } from "./bidding.ts";
import { capacity } from "./capacity.ts";
import { clock } from "./clock.ts";
import { commission } from "./commission.ts";
import { duties } from "./duties.ts";
import { feed } from "./feed.ts";
import { figures } from "./figures.ts";
import { listings } from "./lists.ts";
import { market } from "./market.ts";
import { meta } from "./meta.ts";
import { misses } from "./misses.ts";
import type { Module } from "./module.ts";
import { requesterOpenRequests } from "./open-requests.ts";
import { parameters } from "./parameters.ts";
import { portfolio } from "./portfolio.ts";
import { programs } from "./programs.ts";
import { proverRecords } from "./prover-record.ts";
import { proverSet } from "./prover-set.ts";
import { refunds } from "./refunds.ts";
import { returns } from "./returns.ts";
import { rewardEpochList } from "./reward-epochs.ts";
import { rivals } from "./rivals.ts";
import { search } from "./search.ts";
import { slashes } from "./slashes.ts";
import { timeline } from "./timeline.ts";
import { trust } from "./trust.ts";
import { unstakes } from "./unstakes.ts";
import { vaultPrices } from "./vault-prices.ts";

/** The parts of the schema beside the generated queries. */
export const modules: readonly Module[] = [
  meta,
  listings,
  bidding,
  capacity,
  clock,
  commission,
  duties,
  requesterOpenRequests,
  portfolio,
  refunds,
  slashes,
  timeline,
  unstakes,
  auctions,
  figures,
  market,
  misses,
  programs,
  rewardEpochList,
  proverRecords,
  proverSet,
  returns,
  rivals,
  vaultPrices,
  asOf,
  feed,
  parameters,
  search,
  trust,
];
