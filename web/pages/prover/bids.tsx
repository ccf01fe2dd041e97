import { usePage } from "../../data/client.ts";
import type { ProverBidsQuery } from "../../data/generated/types.ts";
import { milestonesOf } from "../../data/milestones.ts";
import { counted } from "../../data/numbers.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Section } from "../../parts/layout.tsx";
import { Table } from "../../parts/table.tsx";
import { linesOver, plainTick } from "../../pictures/series/lines.ts";
import type { Panel } from "../../pictures/series/series.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { bidColumns, levelColumns, programColumns, rivalColumns } from "./bid-columns.tsx";
import { Totals } from "./bid-totals.tsx";
import { ProverBids as Operation } from "./bids.gen.ts";
import { WithHead } from "./head.tsx";
import type { TabProps } from "./page.tsx";

type Record = NonNullable<ProverBidsQuery["proverRecord"]>;

export function BidsTab({ address, bar, search, choose }: TabProps) {
  const { from, to, isKnown } = useRange(search);
  const variables = { address, from, to };
  const page = usePage(Operation, variables, { enabled: isKnown });
  return (
    <WithHead page={page} address={address} bar={bar}>
      {({ proverRecord: record, proverRivals, bids, ...data }) => (
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
                  milestones={milestonesOf(data, data.slashes)}
                  label={`${record.total.proven} proven, ${record.total.missed} missed of ${counted(record.total.bids, "bid")}.`}
                  onBrush={(from, to) => choose({ from, to })}
                />
              </Section>
              <Section
                title="Win rate by level of bid"
                note="The lowest bid it revealed on each request, in tenths of the maximum fee."
              >
                <Table
                  caption="Win rate by level"
                  columns={levelColumns}
                  rows={record.priceLevels.filter(({ revealed }) => revealed > 0)}
                  keyOf={({ from }) => String(from)}
                  empty="No bid was revealed in this span of time."
                />
              </Section>
              <Section title="By program">
                <Table
                  caption="Bids by program"
                  columns={programColumns}
                  rows={record.programs?.items ?? []}
                  keyOf={({ vk }) => vk}
                  empty="No bid in this span of time."
                  total={record.programs?.totalCount}
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
              total={proverRivals.totalCount}
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

function panelsOf({ days }: Record): readonly Panel[] {
  const { counts, shares } = linesOver(days);
  const winRate = shares("win rate", 1, ({ winRate }) => winRate.bps, "– (no auction)");
  return [
    {
      title: "Won",
      kind: "bars",
      height: 90,
      tick: plainTick,
      lines: [
        counts("proven", 3, ({ proven }) => proven),
        counts("missed", "missed", ({ missed }) => missed),
      ],
    },
    { title: "Win rate, %", kind: "lines", height: 70, tick: plainTick, lines: [winRate] },
  ];
}
