import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { usePage } from "../../data/client.ts";
import type { FeeSubject, FeesPageQuery } from "../../data/generated/types.ts";
import { milestonesOf } from "../../data/milestones.ts";
import { counted } from "../../data/numbers.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Span } from "../../parts/choice.tsx";
import { Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Brev, Ratio } from "../../parts/values.tsx";
import type { Flow } from "../../pictures/river/river.ts";
import { RiverPicture } from "../../pictures/river/river.tsx";
import { linesOver, plainTick } from "../../pictures/series/lines.ts";
import type { Panel } from "../../pictures/series/series.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { Balances } from "./balances.tsx";
import { periodColumns, subsidyColumns, withdrawalColumns } from "./columns.tsx";
import { FeesPage as Operation } from "./fees.gen.ts";
import { flowOf, type Period } from "./flow.ts";
import type { FeesSearch } from "./search.ts";
import { Shares } from "./shares.tsx";

export function FeesPage() {
  const search = useSearch({ from: "/fees" });
  const navigate = useNavigate({ from: "/fees" });
  const choose = (change: FeesSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false });
  const { from, to, unit, isKnown } = useRange(search);
  const variables = { from, to, unit, by: search.by ?? "PROVER" };
  const page = usePage(Operation, variables, { enabled: isKnown });
  return (
    <>
      <Title
        beside={
          <Span
            days={search.from === undefined ? (search.days ?? 30) : null}
            choose={(days) => choose({ days, from: undefined, to: undefined })}
          />
        }
      >
        Fees
      </Title>
      <Loaded page={page} rows={12}>
        {(data) => <Found data={data} variables={variables} choose={choose} />}
      </Loaded>
    </>
  );
}

function Found({
  data,
  variables,
  choose,
}: {
  data: FeesPageQuery;
  variables: { by: FeeSubject };
  choose(change: FeesSearch): void;
}) {
  const { periods } = data.feeFlow;
  const navigate = useNavigate();
  const flow = useMemo(() => flowOf(periods), [periods]);
  if (flow === null)
    return <Empty>No request was made in this span of time. Choose a longer one.</Empty>;
  const span = { from: periods[0]!.start, to: periods.at(-1)!.end };
  return (
    <>
      <Figures data={data} flow={flow} />
      <Section
        title="The river"
        note="What came into escrow, and where it went. Heights are amounts."
        beside={<AskYourself operation={Operation} variables={variables} />}
      >
        <RiverPicture
          flow={flow}
          open={(settled) => void navigate({ to: "/requests", search: { ...span, settled } })}
        />
        <Balances flow={flow} periods={periods} />
      </Section>
      <Shares of={data.feeFlowBy} by={variables.by} choose={(by) => choose({ by })} />
      <Section title="Over time">
        <SeriesPicture
          buckets={periods}
          panels={panelsOf(periods)}
          milestones={milestonesOf(data, data.slashes)}
          label={`Fees in ${counted(periods.length, "bucket")}.`}
          onBrush={(from, to) => choose({ days: undefined, from, to })}
        />
        <Table
          caption="Fees by period"
          columns={periodColumns}
          rows={periods.toReversed()}
          keyOf={({ start }) => String(start)}
          empty="None."
        />
      </Section>
      <Section title="Subsidy" note="Epoch rewards as a part of all rewards, by prover.">
        <Table
          caption="Subsidy by prover"
          columns={subsidyColumns}
          rows={data.subsidyShare.byProver}
          keyOf={({ prover }) => prover}
          empty="No reward in this span of time."
        />
      </Section>
      <Section title="Withdrawals of the protocol fee">
        <Table
          caption="Withdrawals"
          columns={withdrawalColumns}
          rows={data.protocolFeeWithdrawals.items}
          keyOf={({ id }) => id}
          empty="Nothing was withdrawn yet."
        />
      </Section>
    </>
  );
}

function Figures({ data: { feeFlow, subsidyShare }, flow }: { data: FeesPageQuery; flow: Flow }) {
  return (
    <Tiles>
      <Tile label="Paid for proofs, BREV" term="FeePeriod.fees">
        <Brev wei={flow.paid} term={null} />
      </Tile>
      <Tile label="To stakers, BREV" term="FeePeriod.toStakers">
        <Brev wei={flow.toStakers} term={null} />
      </Tile>
      <Tile label="Commission, BREV" term="FeePeriod.commission">
        <Brev wei={flow.commission} term={null} />
      </Tile>
      <Tile
        label="Protocol fee, BREV"
        term="FeePeriod.protocolFees"
        note={
          <>
            held <Brev wei={feeFlow.total?.protocolFeeBalance} term="FeeTotal.protocolFeeBalance" />
          </>
        }
      >
        <Brev wei={flow.protocolFees} term={null} />
      </Tile>
      <Tile label="Returned, BREV" term="FeePeriod.excess">
        <Brev wei={flow.returned} term={null} />
      </Tile>
      <Tile label="Refunded, BREV" term="FeePeriod.refunds">
        <Brev wei={flow.refunded} term={null} />
      </Tile>
      <Tile label="Subsidy of rewards" term="SubsidyShare.subsidy">
        <Ratio of={subsidyShare.subsidy} reason="no reward in this span of time" />
      </Tile>
    </Tiles>
  );
}

function panelsOf(periods: readonly Period[]): readonly Panel[] {
  const { amounts } = linesOver(periods);
  return [
    {
      title: "Settled, BREV",
      kind: "bars",
      height: 130,
      tick: plainTick,
      lines: [
        amounts("to stakers", 3, ({ toStakers }) => toStakers),
        amounts("commission", 6, ({ commission }) => commission),
        amounts("protocol fee", 4, ({ protocolFees }) => protocolFees),
        amounts("returned", 2, ({ excess }) => excess),
        amounts("refunded", 5, ({ refunds }) => refunds),
      ],
    },
  ];
}
