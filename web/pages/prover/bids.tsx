import { usePage } from "../../data/client.ts";
import type { ProverBidsQuery } from "../../data/generated/types.ts";
import { formatBps } from "../../data/numbers.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Section, Tile, Tiles } from "../../parts/layout.tsx";
import { Table } from "../../parts/table.tsx";
import { Brev, Count, Ratio, Seconds } from "../../parts/values.tsx";
import type { Panel } from "../../pictures/series/series.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import {
  bidColumns,
  levelColumns,
  levelsOf,
  programColumns,
  rivalColumns,
} from "./bid-columns.tsx";
import { WithHead } from "./head.tsx";
import type { TabProps } from "./page.tsx";
import { ProverBids as Operation } from "./prover.gen.ts";

type Record = NonNullable<ProverBidsQuery["proverRecord"]>;

export function BidsTab({ address, bar, search, choose }: TabProps) {
  const { from, to, isKnown } = useRange(search);
  const variables = { address, from, to };
  const page = usePage(Operation, variables, { enabled: isKnown });
  return (
    <WithHead page={page} address={address} bar={bar}>
      {({ proverRecord: record, proverRivals, bids }) => (
        <>
          {record && (
            <>
              <Section
                title="Bids"
                beside={<AskYourself operation={Operation} variables={variables} />}
              >
                <Totals record={record} />
                <SeriesPicture
                  buckets={record.days.map((day) => ({ ...day, complete: true }))}
                  panels={panelsOf(record)}
                  label={`${record.total.proven} proven, ${record.total.missed} missed of ${record.total.bids} bids.`}
                  onBrush={(from, to) => choose({ from, to })}
                />
              </Section>
              <Section title="By program">
                <Table
                  caption="Bids by program"
                  columns={programColumns}
                  rows={record.programs?.items ?? []}
                  keyOf={({ vk }) => vk}
                  empty="No bid in this span of time."
                />
              </Section>
            </>
          )}
          <Section title="Rivals" note="Provers that bid on the same requests; most met first.">
            <Table
              caption="Rivals"
              columns={rivalColumns}
              rows={proverRivals.items}
              keyOf={({ prover }) => prover.address}
              empty="No other prover bid on the same requests."
            />
          </Section>
          <Section
            title="Win rate by level of bid"
            note="The newest 100 bids that were revealed on settled auctions, by their share of the maximum fee."
          >
            <Table
              caption="Win rate by level"
              columns={levelColumns}
              rows={levelsOf(bids.items, address)}
              keyOf={({ name }) => name}
              empty="No such bid in this span of time."
            />
          </Section>
          <Section title="Newest bids">
            <Table
              caption="Newest bids"
              columns={bidColumns(address)}
              rows={bids.items}
              keyOf={({ requestId }) => requestId}
              empty="No bid in this span of time."
            />
          </Section>
        </>
      )}
    </WithHead>
  );
}

function Totals({ record: { total } }: { record: Record }) {
  return (
    <Tiles>
      <Tile label="Bids" term="ProverPerformance.bids">
        <Count of={total.bids} term="ProverPerformance.bids" />
      </Tile>
      <Tile label="Revealed" term="ProverPerformance.revealRate">
        <Ratio of={total.revealRate} term="CountRatio.bps" reason="no reveal was due" />
      </Tile>
      <Tile
        label="Won"
        term="ProverPerformance.winRate"
        note={
          <>
            <Count of={total.proven} term="ProverPerformance.proven" /> proven
          </>
        }
      >
        <Ratio of={total.winRate} term="CountRatio.bps" reason="no auction is over" />
      </Tile>
      <Tile
        label="Missed"
        term="ProverPerformance.missRate"
        note={
          <>
            <Count of={total.missed} term="ProverPerformance.missed" /> deadlines
          </>
        }
      >
        <Ratio of={total.missRate} term="CountRatio.bps" reason="nothing was due" />
      </Tile>
      <Tile
        label="Fees, BREV"
        term="ProverPerformance.fees"
        note={
          <>
            surplus <Brev wei={total.surplus} term="ProverPerformance.surplus" />
          </>
        }
      >
        <Brev wei={total.fees} term="ProverPerformance.fees" />
      </Tile>
      <Tile
        label="Proving time, p50"
        term="ProverPerformance.provingSeconds"
        note={
          <>
            p90{" "}
            <Seconds of={total.provingSeconds.p90} term="NumberPercentiles.p90" reason="no proof" />
          </>
        }
      >
        <Seconds of={total.provingSeconds.p50} term="NumberPercentiles.p50" reason="no proof" />
      </Tile>
    </Tiles>
  );
}

function panelsOf({ days }: Record): readonly Panel[] {
  return [
    {
      title: "Won",
      kind: "bars",
      height: 90,
      tick: String,
      lines: [
        {
          name: "proven",
          tone: 3,
          values: days.map(({ proven }) => proven),
          say: (index) => String(days[index]!.proven),
        },
        {
          name: "missed",
          tone: "missed",
          values: days.map(({ missed }) => missed),
          say: (index) => String(days[index]!.missed),
        },
      ],
    },
    {
      title: "Win rate, %",
      kind: "lines",
      height: 70,
      tick: String,
      lines: [
        {
          name: "win rate",
          tone: 1,
          values: days.map(({ winRate }) => (winRate.bps === null ? null : winRate.bps / 100)),
          say: (index) => {
            const { bps, numerator, denominator } = days[index]!.winRate;
            return bps === null
              ? "– (no auction)"
              : `${formatBps(bps)}, ${numerator} of ${denominator}`;
          },
        },
      ],
    },
  ];
}
