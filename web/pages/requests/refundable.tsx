import { fileOf } from "../../data/links.ts";
import { useList } from "../../data/list.ts";
import * as column from "../../parts/columns.tsx";
import { Section, Tile, Tiles } from "../../parts/layout.tsx";
import { Listed } from "../../parts/listed.tsx";
import { Brev, Count } from "../../parts/values.tsx";
import { type Refund, refundColumns } from "../requester/columns.tsx";
import { RefundablePage } from "./requests.gen.ts";

const refundableColumns = [
  ...refundColumns,
  column.requester("Requester", ({ request }: Refund) => request.requester, { isLesser: true }),
];

/** Requests whose fee can be taken back now. */
export function Refundable() {
  const list = useList(RefundablePage, {}, ({ refundableRequests }) => refundableRequests);
  const first = list.data?.pages[0]?.refundableRequests;
  return (
    <>
      <Tiles>
        <Tile label="Refundable requests" term="RefundableRequestPage.totalCount">
          <Count of={first?.totalCount} />
        </Tile>
        <Tile label="To take back, BREV" term="RefundableRequestPage.totalAmount">
          <Brev wei={first?.totalAmount} />
        </Tile>
      </Tiles>
      <Section
        title="Refundable"
        note="Nothing but a refund can end these. Anyone may call it; the fee goes back to the requester."
      >
        <Listed
          list={list}
          rows={list.rows}
          caption="Refundable requests"
          columns={refundableColumns}
          keyOf={({ request }) => request.id}
          file={fileOf("refundableRequests", {})}
          empty="No fee waits to be taken back."
        />
      </Section>
    </>
  );
}
