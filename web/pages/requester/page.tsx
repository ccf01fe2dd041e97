import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { RequesterPageQuery } from "../../data/generated/types.ts";
import { milestonesOf } from "../../data/milestones.ts";
import { isAddress } from "../../data/names.ts";
import { counted } from "../../data/numbers.ts";
import type { RangeSearch } from "../../data/range.ts";
import { useRange } from "../../data/use-range.ts";
import { Adviser } from "../../parts/adviser.tsx";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Span } from "../../parts/choice.tsx";
import { Section, Title } from "../../parts/layout.tsx";
import { Address } from "../../parts/links.tsx";
import { NotFound } from "../../parts/not-found.tsx";
import { Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Brev, Counted, Time } from "../../parts/values.tsx";
import { marketPanels } from "../../pictures/series/lines.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { requestColumns } from "../requests/columns.tsx";
import { refundColumns } from "../requests/refund-columns.tsx";
import { openColumns, slashColumns } from "./columns.tsx";
import { Figures } from "./figures.tsx";
import { RequesterPage as Operation } from "./requester.gen.ts";

/** Without the column that says the same in every row. */
const columns = requestColumns.filter(({ head }) => head !== "Requester");

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
  const search = useSearch({ from: "/requesters/$address" });
  const navigate = useNavigate({ from: "/requesters/$address" });
  const { from, to, unit, isKnown } = useRange(search);
  const variables = { address, from, to, unit };
  const page = usePage(Operation, variables, { enabled: isKnown });
  const choose = (search: RangeSearch) => void navigate({ search, resetScroll: false });
  const days = search.from === undefined ? (search.days ?? 30) : null;
  return (
    <Loaded page={page} rows={12}>
      {(data) =>
        data.requester === null ? (
          <NotFound what="requester" id={address} />
        ) : (
          <>
            <Title
              kind="Requester"
              beside={<Span days={days} choose={(days) => choose({ days })} />}
            >
              <Address of={address} full />
            </Title>
            <Found data={data} requester={data.requester} variables={variables} choose={choose} />
          </>
        )
      }
    </Loaded>
  );
}

type Known = NonNullable<RequesterPageQuery["requester"]>;

function Found({
  data,
  requester,
  variables,
  choose,
}: {
  data: RequesterPageQuery;
  requester: Known;
  variables: object;
  choose(search: RangeSearch): void;
}) {
  const { openRequests, refundableRequests, slashableMisses, requests } = data;
  const { address } = requester;
  return (
    <>
      <p>
        First request <Time at={requester.firstRequestAt} term="requester.firstRequestAt" />, last{" "}
        <Time at={requester.lastRequestAt} term="requester.lastRequestAt" />;{" "}
        <Counted of={requester.requests} term="requester.requests" one="request" /> in all,{" "}
        <Brev wei={requester.fees} term="requester.fees" /> BREV paid.
      </p>
      <p>
        <Link to="/address/$address" params={{ address }}>
          Everything this address did
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
        beside={<AskYourself operation={Operation} variables={variables} />}
      >
        <Table
          caption="Refundable requests"
          columns={refundColumns}
          rows={refundableRequests.items}
          keyOf={({ request }) => request.id}
          empty="Nothing waits to be taken back."
          total={refundableRequests.totalCount}
        />
      </Section>
      <Section title="Open">
        <Table
          caption="Open requests"
          columns={openColumns}
          rows={openRequests.items}
          keyOf={({ request }) => request.id}
          empty="No open request."
          total={openRequests.totalCount}
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
            total={slashableMisses.totalCount}
          />
        </Section>
      )}
      <Adviser vk={requests.items[0]?.vk} />
      <Section title="Over time">
        <SeriesPicture
          buckets={data.marketSeries.points}
          panels={marketPanels(data.marketSeries.points)}
          milestones={milestonesOf(data, data.slashes)}
          label={`Requests, prices and times of this requester in ${counted(data.marketSeries.points.length, "bucket")}.`}
          onBrush={(from, to) => choose({ from, to })}
        />
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
          columns={columns}
          rows={requests.items}
          keyOf={({ id }) => id}
          empty="None."
        />
      </Section>
    </>
  );
}
