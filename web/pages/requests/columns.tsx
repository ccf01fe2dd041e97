import type { RequestsPageQuery } from "../../data/generated/types.ts";
import { Phase } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";
import { Countdown, Seconds } from "../../parts/values.tsx";

export type RequestRow = RequestsPageQuery["requests"]["items"][number];

export const requestColumns: readonly Column<RequestRow>[] = [
  column.request(({ id }) => id),
  {
    head: "Phase",
    term: "RequestClock.phase",
    cell: ({ clock }) => <Phase of={clock.phase} />,
    csv: [{ head: "phase", cell: ({ clock }) => clock.phase }],
  },
  column.time("Made", "request.createdAt", ({ createdAt }) => createdAt, { sort: "createdId" }),
  column.program(({ vk }) => vk, { isLesser: true }),
  column.requester("Requester", ({ requester }) => requester, { isLesser: true }),
  column.amount("Max fee", "request.maxFee", ({ maxFee }) => maxFee),
  column.amount("Price", "request.price", ({ price }) => price, {
    reason: "not settled by a proof",
  }),
  column.count("Bidders", "request.bidders", ({ bidders }) => bidders),
  column.prover("Winner", ({ winnerProver }) => winnerProver, {
    isLesser: true,
    reason: "nobody revealed a bid",
  }),
  {
    head: "Ends in / took",
    sort: "deadline",
    isNumber: true,
    isLesser: true,
    cell: (row) => <Ends row={row} />,
  },
];

/** Of open requests: none has a price yet, and when its phase ends is what matters, on a phone too. */
export const openColumns = requestColumns
  .filter(({ head }) => head !== "Price, BREV")
  .map((column) =>
    column.sort === "deadline" ? { ...column, head: "Ends in", isLesser: false } : column,
  );

function Ends({ row: { clock, provingSeconds } }: { row: RequestRow }) {
  if (clock.endsAt !== null) return <Countdown to={clock.endsAt} />;
  return (
    <Seconds
      of={provingSeconds}
      term="request.provingSeconds"
      reason={clock.phase === "REFUNDABLE" ? "over: it can only be refunded" : "no proof"}
    />
  );
}
