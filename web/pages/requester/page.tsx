import { Link, useParams } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { RequesterPageQuery } from "../../data/generated/types.ts";
import { isAddress } from "../../data/names.ts";
import { bpsOf } from "../../data/numbers.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Address } from "../../parts/links.tsx";
import { NotFound } from "../../parts/not-found.tsx";
import { Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Bps, Brev, Count, Ratio, Time } from "../../parts/values.tsx";
import { requestColumns } from "../requests/columns.tsx";
import { Adviser } from "./adviser.tsx";
import { openColumns, refundColumns, slashColumns } from "./columns.tsx";
import { Days } from "./days.tsx";
import { RequesterPage as Operation } from "./requester.gen.ts";

export function RequesterPage() {
  const { address } = useParams({ from: "/requesters/$address" });
  const known = address.toLowerCase();
  return isAddress(known) ? (
    <Requester key={known} address={known} />
  ) : (
    <NotFound what="requester" id={address} />
  );
}

function Requester({ address }: { address: string }) {
  const page = usePage(Operation, { address });
  return (
    <Loaded page={page} rows={12}>
      {(data) =>
        data.requester === null ? (
          <NotFound what="requester" id={address} />
        ) : (
          <Found data={data} requester={data.requester} />
        )
      }
    </Loaded>
  );
}

type Known = NonNullable<RequesterPageQuery["requester"]>;

function Found({ data, requester }: { data: RequesterPageQuery; requester: Known }) {
  const { openRequests, refundableRequests, slashableMisses, requests } = data;
  const { address } = requester;
  return (
    <>
      <Title kind="Requester">
        <Address of={address} full />
      </Title>
      <p>
        First request <Time at={requester.firstRequestAt} term="requester.firstRequestAt" />, last{" "}
        <Time at={requester.lastRequestAt} term="requester.lastRequestAt" /> ·{" "}
        <Link to="/address/$address" params={{ address }}>
          everything this address did
        </Link>
      </p>
      <Figures data={data} requester={requester} />
      <Section
        title="Refundable now"
        note={
          refundableRequests.totalCount > 0
            ? "Anyone may call refund; the fee goes back to the requester."
            : undefined
        }
        beside={<AskYourself operation={Operation} variables={{ address }} />}
      >
        <Table
          caption="Refundable requests"
          columns={refundColumns}
          rows={refundableRequests.items}
          keyOf={({ request }) => request.id}
          empty="Nothing waits to be taken back."
        />
      </Section>
      <Section title="Open">
        <Table
          caption="Open requests"
          columns={openColumns}
          rows={openRequests.items}
          keyOf={({ request }) => request.id}
          empty="No open request."
        />
      </Section>
      {slashableMisses.items.length > 0 && (
        <Section
          title="Slashable"
          note="Winners that missed the deadline of one of these requests, while they can be slashed."
        >
          <Table
            caption="Slashable misses"
            columns={slashColumns}
            rows={slashableMisses.items}
            keyOf={({ request }) => request.id}
            empty="None."
          />
        </Section>
      )}
      <Adviser vk={requests.items[0]?.vk} />
      <Section title="By day">
        <Days requester={requester} />
      </Section>
      <Section
        title="Newest requests"
        beside={
          <Link to="/requests" search={{ requester: address }}>
            all {requests.totalCount}
          </Link>
        }
      >
        <Table
          caption="Newest requests"
          columns={requestColumns}
          rows={requests.items}
          keyOf={({ id }) => id}
          empty="None."
        />
      </Section>
    </>
  );
}

function Figures({
  data: { refundableRequests, missSummary },
  requester,
}: {
  data: RequesterPageQuery;
  requester: Known;
}) {
  const settled = BigInt(requester.fees) + BigInt(requester.excess);
  return (
    <Tiles>
      <Tile
        label="Refundable now, BREV"
        term="RefundableRequestPage.totalAmount"
        note={
          <>
            in <Count of={refundableRequests.totalCount} term="RefundableRequestPage.totalCount" />{" "}
            requests
          </>
        }
      >
        <Brev wei={refundableRequests.totalAmount} term="RefundableRequestPage.totalAmount" />
      </Tile>
      <Tile
        label="Open requests"
        term="requester.openRequests"
        note={
          <>
            <Brev wei={requester.escrow} term="requester.escrow" /> BREV held
          </>
        }
      >
        <Count of={requester.openRequests} term="requester.openRequests" />
      </Tile>
      <Tile
        label="Paid for proofs, BREV"
        term="requester.fees"
        note={
          <>
            <Count of={requester.fulfilled} term="requester.fulfilled" /> proofs
          </>
        }
      >
        <Brev wei={requester.fees} term="requester.fees" />
      </Tile>
      <Tile
        label="Saved against max fee"
        term="requester.excess"
        note={
          <>
            <Brev wei={requester.excess} term="requester.excess" /> BREV returned
          </>
        }
      >
        <Bps of={bpsOf(requester.excess, settled)} reason="nothing proven yet" />
      </Tile>
      <Tile
        label="Deadlines missed"
        term="MissSummary.misses"
        note={
          <>
            <Ratio of={missSummary.missRate} term="CountRatio.bps" reason="nothing was due" /> of
            those due
          </>
        }
      >
        <Count of={missSummary.misses} term="MissSummary.misses" />
      </Tile>
      <Tile
        label="Requests"
        term="requester.requests"
        note={
          <>
            <Count of={requester.refunded} term="requester.refunded" /> refunded
          </>
        }
      >
        <Count of={requester.requests} term="requester.requests" />
      </Tile>
    </Tiles>
  );
}
