import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { ProversPageQuery } from "../../data/generated/types.ts";
import { cleanName, shortAddress } from "../../data/names.ts";
import { formatBps, formatBrev, formatShare, toFloat } from "../../data/numbers.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { words } from "../../parts/chip.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Count, Share } from "../../parts/values.tsx";
import { ScatterPicture } from "../../pictures/scatter/scatter.tsx";
import { columnsOf } from "./columns.tsx";
import { ProversPage as Operation } from "./provers.gen.ts";
import { medianApr, type Order, type ProversSearch, sorted, states, windows } from "./search.ts";
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
  const { days = 30, state = "ACTIVE" } = search;
  const variables = { days, states: state === "ALL" ? null : [state] };
  const page = usePage(Operation, variables);
  return (
    <Loaded page={page} rows={14}>
      {(data) => (
        <>
          <Figures data={data} days={days} />
          <Section
            title="Return and reliability"
            note={`Each circle is a prover: its return as a yearly rate over ${days} days, the share of its requests it proved, and its stake as the area.`}
            beside={<AskYourself operation={Operation} variables={variables} />}
          >
            <Scatter data={data} />
          </Section>
          <Section
            title="Standings"
            note="Return, proofs and misses are of the chosen days; stake is of now; mean price and mean proving time are since ever."
            beside={
              <span>
                <Choice
                  label="State"
                  values={["ALL" as const, ...states]}
                  chosen={state}
                  nameOf={(value) => words(value)}
                  choose={(state) => choose({ state })}
                />{" "}
                <Choice
                  label="Days"
                  values={windows}
                  chosen={days as (typeof windows)[number]}
                  nameOf={(value) => `${value} d`}
                  choose={(days) => choose({ days })}
                />
              </span>
            }
          >
            <Table
              caption="Provers"
              columns={columnsOf(days)}
              rows={sorted(data.proverReturns.items, search.sort ?? "stake")}
              keyOf={({ prover }) => prover.address}
              empty="No prover is in this state. Choose another."
              sorting={{
                by: search.sort ?? "stake",
                choose: (sort) => choose({ sort: sort as Order }),
              }}
            >
              {data.proverReturns.totalCount > data.proverReturns.items.length && (
                <span>The first 200 of {data.proverReturns.totalCount}, by return.</span>
              )}
            </Table>
          </Section>
        </>
      )}
    </Loaded>
  );
}

function Figures({
  data: { proverSet, proverReturns },
  days,
}: {
  data: ProversPageQuery;
  days: number;
}) {
  return (
    <Tiles>
      <Tile label="Registered" term="ProverSetCounts.registered">
        <Count of={proverSet.registered} term="ProverSetCounts.registered" />
      </Tile>
      <Tile label="Active" term="ProverSetCounts.active">
        <Count of={proverSet.active} term="ProverSetCounts.active" />
      </Tile>
      <Tile label="Active by bids" term="ProverSetCounts.activeByBids">
        <Count of={proverSet.activeByBids} term="ProverSetCounts.activeByBids" />
      </Tile>
      <Tile label="Jailed" term="ProverSetCounts.jailed">
        <Count of={proverSet.jailed} term="ProverSetCounts.jailed" />
      </Tile>
      <Tile label="Retired" term="ProverSetCounts.retired">
        <Count of={proverSet.retired} term="ProverSetCounts.retired" />
      </Tile>
      <Tile label={`Median APR, ${days} d`} term="ProverReturn.apr">
        <Share of={medianApr(proverReturns.items)} reason="no prover has a return yet" />
      </Tile>
    </Tiles>
  );
}

function Scatter({ data }: { data: ProversPageQuery }) {
  const navigate = useNavigate();
  const points = data.proverReturns.items.flatMap(({ apr, success, missed, prover }) =>
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
              `proven ${formatBps(success.bps)}, ${missed} missed`,
              `stake ${formatBrev(prover.assets)} BREV`,
            ],
            open: () =>
              void navigate({ to: "/provers/$address", params: { address: prover.address } }),
          },
        ],
  );
  const left = data.proverReturns.items.length - points.length;
  return (
    <>
      <ScatterPicture
        points={points}
        xTitle="proven, %"
        yTitle="APR, %"
        label={`${points.length} provers by return and share proven.`}
      />
      {left > 0 && (
        <p>{left} without a return or without a settled request are only in the table.</p>
      )}
    </>
  );
}
