import type { Topic } from "./topic.ts";
import { asOfTopic } from "./topics/as-of.ts";
import { auctionQualityTopic } from "./topics/auction-quality.ts";
import { biddingTopic } from "./topics/bidding.ts";
import { capacityTopic } from "./topics/capacity.ts";
import { clockTopic } from "./topics/clock.ts";
import { commissionTopic } from "./topics/commission.ts";
import { concentrationTopic } from "./topics/concentration.ts";
import { contractStatisticsTopic } from "./topics/contract-statistics.ts";
import { demandTopic } from "./topics/demand-standings.ts";
import { dutyTopic } from "./topics/duties.ts";
import { eventCountTopic } from "./topics/event-counts.ts";
import { feeAdviceTopic } from "./topics/fee-advice.ts";
import { feeFlowTopic } from "./topics/fee-flow.ts";
import { feeFlowByTopic } from "./topics/fee-flow-by.ts";
import { feedTopic } from "./topics/feed.ts";
import { invariantTopic } from "./topics/invariants.ts";
import { liveTopic } from "./topics/live.ts";
import { liveActivityTopic } from "./topics/live-activity.ts";
import { liveRequestsTopic } from "./topics/live-requests.ts";
import { marketSeriesTopic } from "./topics/market-series.ts";
import { metaTopic } from "./topics/meta.ts";
import { missTopic } from "./topics/misses.ts";
import { networkOverviewTopic } from "./topics/network-overview.ts";
import { openRequestTopic } from "./topics/open-requests.ts";
import { parameterTopic } from "./topics/parameters.ts";
import { portfolioTopic } from "./topics/portfolio.ts";
import { programTopic } from "./topics/programs.ts";
import { proverRecordTopic } from "./topics/prover-record.ts";
import { proverSetTopic } from "./topics/prover-set.ts";
import { proverSpellTopic } from "./topics/prover-spells.ts";
import { proverStandingTopic } from "./topics/prover-standings.ts";
import { refundTopic } from "./topics/refunds.ts";
import { requestInputTopic } from "./topics/request-input.ts";
import { returnTopic } from "./topics/returns.ts";
import { rewardEpochTopic } from "./topics/reward-epochs.ts";
import { rivalTopic } from "./topics/rivals.ts";
import { roleTopic } from "./topics/roles.ts";
import { searchTopic } from "./topics/search.ts";
import { slashTopic } from "./topics/slashes.ts";
import { stakerSeriesTopic } from "./topics/staker-series.ts";
import { stakerStatementTopic } from "./topics/staker-statement.ts";
import { submitterTopic } from "./topics/submitters.ts";
import { subsidyTopic } from "./topics/subsidy.ts";
import { timelineTopic } from "./topics/timeline.ts";
import { unstakeTopic } from "./topics/unstakes.ts";
import { vaultPriceTopic } from "./topics/vault-prices.ts";
import { verificationTopic } from "./topics/verifications.ts";

/** What can be asked beside the rows of the tables. */
export const topics: readonly Topic[] = [
  asOfTopic,
  auctionQualityTopic,
  biddingTopic,
  capacityTopic,
  clockTopic,
  commissionTopic,
  concentrationTopic,
  contractStatisticsTopic,
  dutyTopic,
  eventCountTopic,
  feeAdviceTopic,
  feeFlowTopic,
  feedTopic,
  invariantTopic,
  marketSeriesTopic,
  liveActivityTopic,
  liveRequestsTopic,
  liveTopic,
  metaTopic,
  missTopic,
  networkOverviewTopic,
  openRequestTopic,
  parameterTopic,
  portfolioTopic,
  programTopic,
  proverRecordTopic,
  proverSetTopic,
  proverSpellTopic,
  refundTopic,
  requestInputTopic,
  demandTopic,
  feeFlowByTopic,
  proverStandingTopic,
  returnTopic,
  rewardEpochTopic,
  subsidyTopic,
  rivalTopic,
  roleTopic,
  searchTopic,
  slashTopic,
  stakerSeriesTopic,
  stakerStatementTopic,
  submitterTopic,
  timelineTopic,
  unstakeTopic,
  vaultPriceTopic,
  verificationTopic,
];
