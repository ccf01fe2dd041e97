import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { ProversPageQuery } from "../../data/generated/types.ts";
import { cleanName, shortAddress } from "../../data/names.ts";
import { counted, formatBps, formatBrev, formatShare, toFloat } from "../../data/numbers.ts";
import { windowOf } from "../../data/range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { words } from "../../parts/chip.tsx";
import { Choice, Span } from "../../parts/choice.tsx";
import { Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { sortingOf } from "../../parts/sorting.ts";
import { Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Count, Share } from "../../parts/values.tsx";
import { ScatterPicture } from "../../pictures/scatter/scatter.tsx";
import { columns } from "./columns.tsx";
import { ProversPage as Operation } from "./provers.gen.ts";
import { medianApr, orders, type ProversSearch, states } from "./search.ts";
import { Spells } from "./spells.tsx";

export function ProversPage() {
  const search = useSearch({ from: "/provers" });
  const navigate = useNavigate({ from: "/provers" });
  const choose = (change: ProversSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false });
  return (
    <>
      <Title
        beside={
          <span>
            <Link to="/provers/compare">Compare two</Link>{" "}
            <Choice
              label="View"
              values={["standings", "states"] as const}
              chosen={search.view ?? "standings"}
              nameOf={(value) => words(value)}
              choose={(view) => choose({ view: view === "states" ? view : undefined })}
            />
          </span>
        }
      >
        Provers
      </Title>
      {search.view === "states" ? <Spells /> : <Standings search={search} choose={choose} />}
    </>
  );
}

function Standings({
  search,
  choose,
}: {
  search: ProversSearch;
  choose(change: ProversSearch): void;
}) {
  const { days = 30, state = "ACTIVE", sort = "ASSETS", order } = search;
  const variables = {
    ...windowOf(days),
    states: state === "ALL" ? null : [state],
    orderBy: sort,
    orderDirection: order ?? "desc",
  };
  const page = usePage(Operation, variables);
  return (
    <Loaded page={page} rows={14}>
      {(data) => (
        <>
          <Figures data={data} />
          <Section
            title="Return and reliability"
            note="Each circle is a prover: its return as a yearly rate, the share of its requests it proved, and its stake as the area."
            beside={<AskYourself operation={Operation} variables={variables} />}
          >
            <Scatter data={data} />
          </Section>
          <Section
            title="Standings"
            note="Figures are of the chosen time; state, stake in use, commission and slashing scale are of now."
            beside={
              <span>
                <Choice
                  label="State"
                  values={["ALL" as const, ...states]}
                  chosen={state}
                  nameOf={(value) => words(value)}
                  choose={(state) => choose({ state })}
                />{" "}
                <Span days={days} choose={(days) => choose({ days })} />
              </span>
            }
          >
            <Table
              caption="Provers"
              columns={columns}
              rows={data.proverStandings.items}
              keyOf={({ prover }) => prover.address}
              empty="No prover is in this state. Choose another."
              sorting={sortingOf(orders, search, "ASSETS", choose)}
              total={data.proverStandings.totalCount}
            />
          </Section>
        </>
      )}
    </Loaded>
  );
}

function Figures({ data: { proverSet, proverStandings } }: { data: ProversPageQuery }) {
  return (
    <Tiles>
      <Tile label="Registered" term="ProverSetCounts.registered">
        <Count of={proverSet.registered} />
      </Tile>
      <Tile label="Active" term="ProverSetCounts.active">
        <Count of={proverSet.active} />
      </Tile>
      <Tile label="Bid in the last 7 days" term="ProverSetCounts.activeByBids">
        <Count of={proverSet.activeByBids} />
      </Tile>
      <Tile label="Jailed" term="ProverSetCounts.jailed">
        <Count of={proverSet.jailed} />
      </Tile>
      <Tile label="Retired" term="ProverSetCounts.retired">
        <Count of={proverSet.retired} />
      </Tile>
      <Tile label="Median APR" term="ProverStanding.apr">
        <Share of={medianApr(proverStandings.items)} reason="no prover has a return yet" />
      </Tile>
    </Tiles>
  );
}

function Scatter({ data }: { data: ProversPageQuery }) {
  const navigate = useNavigate();
  const points = data.proverStandings.items.flatMap(({ apr, success, missed, prover }) =>
    apr === null || success.bps === null
      ? []
      : [
          {
            key: prover.address,
            name: cleanName(prover.name) || shortAddress(prover.address),
            x: success.bps / 100,
            y: Number(apr) * 100,
            size: toFloat(prover.assets),
            lines: [
              `${cleanName(prover.name)} ${shortAddress(prover.address)}`,
              `APR ${formatShare(apr)}`,
              `success ${formatBps(success.bps)}, ${missed} missed`,
              `stake ${formatBrev(prover.assets)} BREV`,
            ],
            open: () =>
              void navigate({ to: "/provers/$address", params: { address: prover.address } }),
          },
        ],
  );
  const left = data.proverStandings.items.length - points.length;
  return (
    <>
      <ScatterPicture
        points={points}
        xTitle="success, %"
        yTitle="APR, %"
        label={`${counted(points.length, "prover")} by return and success.`}
      />
      {left > 0 && (
        <p>{left} without a return or without a settled request are only in the table.</p>
      )}
    </>
  );
}
