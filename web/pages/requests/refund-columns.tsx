import type { RequesterPageQuery } from "../../data/generated/types.ts";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";

export type Refund = RequesterPageQuery["refundableRequests"]["items"][number];

export const refundColumns: readonly Column<Refund>[] = [
  column.request(({ request }) => request.id),
  {
    head: "Why",
    term: "RefundableRequest.reason",
    cell: ({ reason }) => words(reason),
    csv: [{ head: "reason", cell: ({ reason }) => reason }],
  },
  column.time("Since", "RefundableRequest.since", ({ since }) => since),
  column.amount("Amount", "request.maxFee", ({ request }) => request.maxFee),
  column.program(({ request }) => request.vk, { isLesser: true }),
];
