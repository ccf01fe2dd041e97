import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { ProgramPageQuery } from "../../data/generated/types.ts";
import { milestonesOf } from "../../data/milestones.ts";
import { isId } from "../../data/names.ts";
import { counted } from "../../data/numbers.ts";
import type { RangeSearch } from "../../data/range.ts";
import { useRange } from "../../data/use-range.ts";
import { Adviser } from "../../parts/adviser.tsx";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Span } from "../../parts/choice.tsx";
import { Section, Title } from "../../parts/layout.tsx";
import { Program } from "../../parts/links.tsx";
import { NotFound } from "../../parts/not-found.tsx";
import { Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Brev, Count, Counted, Time } from "../../parts/values.tsx";
import { marketPanels } from "../../pictures/series/lines.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { requestColumns } from "../requests/columns.tsx";
import { binaryColumns, proverColumns, requesterColumns } from "./columns.tsx";
import { Figures } from "./figures.tsx";
import { Prices } from "./prices.tsx";
import { ProgramPage as Operation } from "./program.gen.ts";

const SHOWN = 25;

/** Without the column that says the same in every row. */
const columns = requestColumns.filter(({ head }) => head !== "Program");

export function ProgramPage() {
  const { vk } = useParams({ from: "/programs/$vk" });
  const known = vk.toLowerCase();
  return isId(known) ? <Known key={known} vk={known} /> : <NotFound what="program" id={vk} />;
}

function Known({ vk }: { vk: string }) {
  const search = useSearch({ from: "/programs/$vk" });
  const navigate = useNavigate({ from: "/programs/$vk" });
  const { from, to, unit, isKnown } = useRange(search);
  const variables = { vk, from, to, unit };
  const page = usePage(Operation, variables, { enabled: isKnown });
  const choose = (search: RangeSearch) => void navigate({ search, resetScroll: false });
  return (
    <Loaded page={page} rows={12}>
      {(data) =>
        data.programOverview === null ? (
          <NotFound what="program" id={vk} />
        ) : (
          <>
            <Title
              kind="Program"
              beside={
                <Span
                  days={search.from === undefined ? (search.days ?? 30) : null}
                  choose={(days) => choose({ days })}
                />
              }
            >
              <Program vk={vk} full />
            </Title>
            <Found
              data={data}
              program={data.programOverview}
              variables={variables}
              choose={choose}
            />
          </>
        )
      }
    </Loaded>
  );
}

type Page = NonNullable<ProgramPageQuery["programOverview"]>;

function Found({
  data,
  program: { program, provers, requesters, binaries },
  variables,
  choose,
}: {
  data: ProgramPageQuery;
  program: Page;
  variables: object;
  choose(search: RangeSearch): void;
}) {
  const { points } = data.marketSeries;
  const { requests } = data;
  return (
    <>
      <p>
        First request <Time at={program.firstRequestAt} term="program.firstRequestAt" />, last{" "}
        <Time at={program.lastRequestAt} term="program.lastRequestAt" />.
      </p>
      {/* On its own: it stays in its lines as the ages above become longer. */}
      <p>
        <Counted of={program.requests} term="program.requests" one="request" /> in all,{" "}
        <Count of={program.fulfilled} term="program.fulfilled" /> proven,{" "}
        <Count of={program.missed} term="program.missed" /> missed and refunded,{" "}
        <Brev wei={program.fees} term="program.fees" /> BREV paid.
      </p>
      <Figures advice={data.feeAdvice} />
      <Section
        title="Prices"
        note="From the most each request offered to the price it paid; hollow where one prover alone revealed, ✕ where the deadline was missed. The axis grows by factors."
        beside={<AskYourself operation={Operation} variables={variables} />}
      >
        <Prices data={data} />
      </Section>
      <Section title="Over time">
        <SeriesPicture
          buckets={points}
          panels={marketPanels(points)}
          milestones={milestonesOf(data)}
          label={`Requests, prices and times of this program in ${counted(points.length, "bucket")}.`}
          onBrush={(from, to) => choose({ from, to })}
        />
      </Section>
      <Adviser vk={program.vk} />
      <Section title="Provers" note="At most 20 are shown.">
        <Table
          caption="Provers of the program"
          columns={proverColumns}
          rows={provers}
          keyOf={({ prover }) => prover}
          empty="Nobody proved it in this span of time."
        />
      </Section>
      <Section title="Requesters" note="At most 10 are shown.">
        <Table
          caption="Requesters of the program"
          columns={requesterColumns}
          rows={requesters}
          keyOf={({ requester }) => requester}
          empty="Nobody asked for it in this span of time."
        />
      </Section>
      <Section
        title="Where requesters say its binary is"
        note="Given by requesters; never loaded or checked here. At most 10 are shown."
      >
        <Table
          caption="Binaries"
          columns={binaryColumns}
          rows={binaries}
          keyOf={({ imgUrl }) => imgUrl}
          empty="Nobody said."
        />
      </Section>
      <Section
        title="Newest requests"
        beside={
          <Link to="/requests" search={{ vk: program.vk }}>
            all {program.requests}
          </Link>
        }
      >
        <Table
          caption="Requests of the program"
          columns={columns}
          rows={requests.items.slice(0, SHOWN)}
          keyOf={({ id }) => id}
          empty="None in this span of time."
        />
      </Section>
    </>
  );
}
