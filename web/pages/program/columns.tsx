import type { ProgramPageQuery } from "../../data/generated/types.ts";
import * as column from "../../parts/columns.tsx";
import { UncheckedUrl } from "../../parts/links.tsx";
import type { Column } from "../../parts/table.tsx";

type Page = NonNullable<ProgramPageQuery["programOverview"]>;

export const proverColumns: readonly Column<Page["provers"][number]>[] = [
  column.prover("Prover", column.named),
  column.count("Proven", "ProgramProver.fulfilled", ({ fulfilled }) => fulfilled),
  column.count("Missed", "ProgramProver.missed", ({ missed }) => missed),
  column.ratio("Success", "ProgramProver.success", ({ success }) => success, { isLesser: true }),
  column.amount("Price, median", "ProgramProver.price", ({ price }) => price.p50, {
    reason: "no proof",
  }),
  column.seconds(
    "Time, median",
    "ProgramProver.provingSeconds",
    ({ provingSeconds }) => provingSeconds.p50,
    { reason: "no proof" },
  ),
  column.time("Last proof", "ProgramProver.lastProofAt", ({ lastProofAt }) => lastProofAt, {
    isLesser: true,
    reason: "no proof",
  }),
];

export const requesterColumns: readonly Column<Page["requesters"][number]>[] = [
  column.requester("Requester", ({ requester }) => requester),
  column.count("Requests", "ProgramRequester.requests", ({ requests }) => requests),
  column.count("Proven", "ProgramRequester.fulfilled", ({ fulfilled }) => fulfilled),
  column.amount("Paid", "ProgramRequester.fees", ({ fees }) => fees),
  column.time(
    "Last request",
    "ProgramRequester.lastRequestAt",
    ({ lastRequestAt }) => lastRequestAt,
    { isLesser: true },
  ),
];

export const binaryColumns: readonly Column<Page["binaries"][number]>[] = [
  column.text("Address, as given", "ProgramBinary.imgUrl", ({ imgUrl }) => imgUrl, {
    show: ({ imgUrl }) => <UncheckedUrl raw={imgUrl} />,
  }),
  column.count("Requests", "ProgramBinary.requests", ({ requests }) => requests),
  column.time("First", "ProgramBinary.firstUsedAt", ({ firstUsedAt }) => firstUsedAt, {
    isLesser: true,
  }),
  column.time("Last", "ProgramBinary.lastUsedAt", ({ lastUsedAt }) => lastUsedAt),
];
