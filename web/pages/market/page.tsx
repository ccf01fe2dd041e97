import { useNavigate, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { MarketPageQuery } from "../../data/generated/types.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Span } from "../../parts/choice.tsx";
import { Columns, Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Bps, Count, Counted, Ratio } from "../../parts/values.tsx";
import {
  fairnessColumns,
  groupColumns,
  missColumns,
  programMissColumns,
  proverMissColumns,
} from "./columns.tsx";
import { Concentration } from "./concentration.tsx";
import { MarketPage as Operation } from "./market.gen.ts";

export function MarketPage() {
  const search = useSearch({ from: "/market" });
  const navigate = useNavigate({ from: "/market" });
  const { from, to, isKnown } = useRange(search);
  const variables = { from, to };
  const page = usePage(Operation, variables, { enabled: isKnown });
  return (
    <>
      <Title
        beside={
          <Span
            days={search.from === undefined ? (search.days ?? 30) : null}
            choose={(days) => void navigate({ search: { days } })}
          />
        }
      >
        Market
      </Title>
      <Loaded page={page} rows={12}>
        {(data) => (
          <>
            <Figures data={data} />
            <Section
              title="Auctions by number of revealers"
              note="Where one prover alone revealed, the price is its own bid; from two on, it is the second lowest."
              beside={<AskYourself operation={Operation} variables={variables} />}
            >
              <Table
                caption="Auctions by revealers"
                columns={groupColumns}
                rows={data.auctionQuality.groups}
                keyOf={({ revealers }) => String(revealers)}
                empty="No auction in this span of time."
              />
            </Section>
            <Concentration data={data} />
            <Section
              title="Wins against an even chance"
              note="An even chance is one in as many as revealed, summed over the auctions a prover revealed in. At most 20 are shown."
            >
              <Table
                caption="Wins against an even chance"
                columns={fairnessColumns(data.marketConcentration.fairness)}
                rows={data.marketConcentration.fairness}
                keyOf={({ prover }) => prover}
                empty="No auction in this span of time."
              />
            </Section>
            <Columns>
              <Section title="Misses by prover" note="At most 20 are shown.">
                <Table
                  caption="Misses by prover"
                  columns={proverMissColumns}
                  rows={data.missSummary.byProver}
                  keyOf={({ key }) => key}
                  empty="No deadline was missed."
                />
              </Section>
              <Section title="Misses by program" note="At most 20 are shown.">
                <Table
                  caption="Misses by program"
                  columns={programMissColumns}
                  rows={data.missSummary.byProgram}
                  keyOf={({ key }) => key}
                  empty="No deadline was missed."
                />
              </Section>
            </Columns>
            <Section title="Missed deadlines">
              <Table
                caption="Missed deadlines"
                columns={missColumns}
                rows={data.misses.items}
                keyOf={({ requestId }) => requestId}
                empty="No deadline was missed."
                total={data.missSummary.misses}
              />
            </Section>
          </>
        )}
      </Loaded>
    </>
  );
}

function Figures({
  data: { auctionQuality, missSummary, marketConcentration },
}: {
  data: MarketPageQuery;
}) {
  const { all, oneRevealerShare } = auctionQuality;
  const { backToBack } = marketConcentration;
  return (
    <Tiles>
      <Tile
        label="Auctions"
        term="AuctionGroup.auctions"
        note={
          <>
            <Count of={all.violations} term="AuctionGroup.violations" /> against the rules
          </>
        }
      >
        <Count of={all.auctions} />
      </Tile>
      <Tile label="With a single revealer" term="AuctionQuality.oneRevealerShare">
        <Ratio of={oneRevealerShare} reason="no auction" />
      </Tile>
      <Tile label="Price / max fee" term="AuctionGroup.priceOfMaxFee">
        <Ratio of={all.priceOfMaxFee} reason="no price" />
      </Tile>
      <Tile label="Requesters saved" term="AuctionGroup.requestersSaving">
        <Ratio of={all.requestersSaving} reason="no price" />
      </Tile>
      <Tile
        label="Deadlines missed"
        term="MissSummary.missRate"
        note={
          <Counted of={missSummary.misses} term="MissSummary.misses" one="miss" many="misses" />
        }
      >
        <Ratio of={missSummary.missRate} reason="nothing was due" />
      </Tile>
      <Tile
        label="Same winner twice in a row"
        term="BackToBackWins.sameWinner"
        note={
          <>
            by chance{" "}
            <Bps
              of={backToBack.expectedBps}
              term="BackToBackWins.expectedBps"
              reason="no auction"
            />
          </>
        }
      >
        <Ratio of={backToBack.sameWinner} reason="no auction" />
      </Tile>
    </Tiles>
  );
}
