import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { ProgramPageQuery } from "../../data/generated/types.ts";
import { isId } from "../../data/names.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Span } from "../../parts/choice.tsx";
import { Columns, Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Program } from "../../parts/links.tsx";
import { NotFound } from "../../parts/not-found.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Brev, Count, Ratio, Seconds, Time } from "../../parts/values.tsx";
import { LadderPicture } from "../../pictures/ladder/ladder.tsx";
import { requestColumns } from "../requests/columns.tsx";
import { binaryColumns, proverColumns, requesterColumns } from "./columns.tsx";
import { ProgramPage as Operation } from "./program.gen.ts";

const SHOWN = 25;

export function ProgramPage() {
  const { vk } = useParams({ from: "/programs/$vk" });
  const known = vk.toLowerCase();
  return isId(known) ? <Known key={known} vk={known} /> : <NotFound what="program" id={vk} />;
}

function Known({ vk }: { vk: string }) {
  const search = useSearch({ from: "/programs/$vk" });
  const navigate = useNavigate({ from: "/programs/$vk" });
  const { from, to, isKnown } = useRange(search);
  const variables = { vk, from, to };
  const page = usePage(Operation, variables, { enabled: isKnown });
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
                  choose={(days) => void navigate({ search: { days } })}
                />
              }
            >
              <Program vk={vk} full />
            </Title>
            <Found data={data} program={data.programOverview} variables={variables} />
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
}: {
  data: ProgramPageQuery;
  program: Page;
  variables: object;
}) {
  const { requests } = data;
  return (
    <>
      <p>
        First request <Time at={program.firstRequestAt} term="program.firstRequestAt" />, last{" "}
        <Time at={program.lastRequestAt} term="program.lastRequestAt" />; in all{" "}
        <Count of={program.requests} term="program.requests" /> requests,{" "}
        <Count of={program.fulfilled} term="program.fulfilled" /> proven,{" "}
        <Count of={program.missed} term="program.missed" /> missed,{" "}
        <Brev wei={program.fees} term="program.fees" /> BREV paid.
      </p>
      <Figures advice={data.feeAdvice} />
      <Section
        title="Prices"
        note="From the most each request offered to the price it paid; hollow where one prover alone revealed, ✕ where the deadline was missed. The axis grows by factors."
        beside={<AskYourself operation={Operation} variables={variables} />}
      >
        <Ladder data={data} />
      </Section>
      <Columns>
        <Section title="Provers">
          <Table
            caption="Provers of the program"
            columns={proverColumns}
            rows={provers}
            keyOf={({ prover }) => prover}
            empty="Nobody proved it in this span of time."
          />
        </Section>
        <Section title="Requesters">
          <Table
            caption="Requesters of the program"
            columns={requesterColumns}
            rows={requesters}
            keyOf={({ requester }) => requester}
            empty="Nobody asked for it in this span of time."
          />
        </Section>
      </Columns>
      <Section
        title="Where its binary was said to be"
        note="Text of requesters. It is never loaded here and not checked."
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
          columns={requestColumns}
          rows={requests.items.slice(0, SHOWN)}
          keyOf={({ id }) => id}
          empty="None in this span of time."
        />
      </Section>
    </>
  );
}

function Figures({ advice }: { advice: ProgramPageQuery["feeAdvice"] }) {
  return (
    <Tiles>
      <Tile
        label="Price, p50, BREV"
        term="FeeAdvice.price"
        note={
          <>
            p10 <Brev wei={advice.price.p10} term="AmountPercentiles.p10" reason="no price" />, p90{" "}
            <Brev wei={advice.price.p90} term="AmountPercentiles.p90" reason="no price" />
          </>
        }
      >
        <Brev
          wei={advice.price.p50}
          term="AmountPercentiles.p50"
          reason="no price in this span of time"
        />
      </Tile>
      <Tile
        label="Proven"
        term="FeeAdvice.success"
        note={
          <>
            <Count of={advice.auctions} term="FeeAdvice.auctions" /> auctions
          </>
        }
      >
        <Ratio of={advice.success} term="CountRatio.bps" reason="nothing settled" />
      </Tile>
      <Tile label="Two revealers or more" term="FeeAdvice.twoRevealers">
        <Ratio of={advice.twoRevealers} term="CountRatio.bps" reason="no auction" />
      </Tile>
      <Tile
        label="Time to proof, p50"
        term="FeeAdvice.secondsToProof"
        note={
          <>
            p90{" "}
            <Seconds
              of={advice.secondsToProof.p90}
              term="NumberPercentiles.p90"
              reason="no proof"
            />
          </>
        }
      >
        <Seconds of={advice.secondsToProof.p50} term="NumberPercentiles.p50" reason="no proof" />
      </Tile>
    </Tiles>
  );
}

const wei = (amount: string | null) => (amount === null ? null : BigInt(amount));

function Ladder({ data: { requests, feeAdvice } }: { data: ProgramPageQuery }) {
  const navigate = useNavigate();
  if (requests.items.length === 0)
    return <Empty>No request in this span of time. Choose a longer one.</Empty>;
  const { p10, p25, p50, p75, p90 } = feeAdvice.price;
  const rungs = requests.items.map(
    ({ id, createdAt, maxFee, price, revealers, refundReason, status }) => ({
      id,
      at: createdAt,
      maxFee: BigInt(maxFee),
      price: wei(price),
      revealers,
      isMissed: refundReason === "DEADLINE_MISSED" || status === "SLASHED",
    }),
  );
  return (
    <>
      <LadderPicture
        rungs={rungs}
        prices={{ p10: wei(p10), p25: wei(p25), p50: wei(p50), p75: wei(p75), p90: wei(p90) }}
        open={(id) => void navigate({ to: "/requests/$id", params: { id } })}
      />
      {requests.pageInfo.hasNextPage && <p>Only the newest 500 requests are drawn.</p>}
    </>
  );
}
