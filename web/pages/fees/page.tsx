import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { usePage } from "../../data/client.ts";
import type { FeesPageQuery } from "../../data/generated/types.ts";
import { exactBrev, toFloat } from "../../data/numbers.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Span } from "../../parts/choice.tsx";
import { Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Brev, Ratio } from "../../parts/values.tsx";
import { balancesOf, type Flow } from "../../pictures/river/river.ts";
import { RiverPicture } from "../../pictures/river/river.tsx";
import { tickLabel } from "../../pictures/scale.ts";
import type { Line } from "../../pictures/series/series.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { periodColumns, subsidyColumns, withdrawalColumns } from "./columns.tsx";
import { FeesPage as Operation } from "./fees.gen.ts";
import styles from "./fees.module.css";
import { flowOf, type Period } from "./flow.ts";

export function FeesPage() {
  const search = useSearch({ from: "/fees" });
  const navigate = useNavigate({ from: "/fees" });
  const { from, to, unit, isKnown } = useRange(search);
  const variables = { from, to, unit };
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
        Fees
      </Title>
      <Loaded page={page} rows={12}>
        {(data) => (
          <Found
            data={data}
            variables={variables}
            choose={(from, to) => void navigate({ search: { from, to }, resetScroll: false })}
          />
        )}
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
  variables: object;
  choose(from: number, to: number): void;
}) {
  const { periods } = data.feeFlow;
  const flow = useMemo(() => flowOf(periods), [periods]);
  if (flow === null)
    return <Empty>No request was made in this span of time. Choose a longer one.</Empty>;
  return (
    <>
      <Figures data={data} flow={flow} />
      <Section
        title="The river"
        note="What came into escrow, and where it went. Heights are amounts."
        beside={<AskYourself operation={Operation} variables={variables} />}
      >
        <RiverPicture flow={flow} />
        <Balances flow={flow} periods={periods} />
      </Section>
      <Section title="Over time">
        <SeriesPicture
          buckets={periods}
          panels={panelsOf(periods)}
          label={`Fees in ${periods.length} buckets.`}
          onBrush={choose}
        />
        <Table
          caption="Fees by period"
          columns={periodColumns}
          rows={periods.toReversed()}
          keyOf={({ start }) => String(start)}
          empty="None."
        />
      </Section>
      <Section
        title="Subsidy"
        note="Rewards that did not come from requesters, as a part of all rewards, by prover."
      >
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
        <Brev wei={flow.paid} />
      </Tile>
      <Tile label="To stakers, BREV" term="FeePeriod.toStakers">
        <Brev wei={flow.toStakers} />
      </Tile>
      <Tile label="Commission, BREV" term="FeePeriod.commission">
        <Brev wei={flow.commission} />
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
        <Brev wei={flow.protocolFees} />
      </Tile>
      <Tile label="Returned, BREV" term="FeePeriod.excess">
        <Brev wei={flow.returned} />
      </Tile>
      <Tile label="Refunded, BREV" term="FeePeriod.refunds">
        <Brev wei={flow.refunded} />
      </Tile>
      <Tile label="Subsidy of rewards" term="SubsidyShare.subsidy">
        <Ratio
          of={subsidyShare.subsidy}
          term="AmountRatio.bps"
          reason="no reward in this span of time"
        />
      </Tile>
    </Tiles>
  );
}

/** The two identities, ours over the whole span and the API's for each period. */
function Balances({ flow, periods }: { flow: Flow; periods: readonly Period[] }) {
  const own = balancesOf(flow);
  const wrong = periods.filter(
    ({ escrowBalance, priceBalance }) => escrowBalance !== "0" || priceBalance !== "0",
  );
  const identities = [
    ["before + escrowed − paid − returned − refunded − after", own.escrow],
    ["paid − to stakers − commission − protocol fee", own.price],
  ] as const;
  return (
    <ul className={styles.balances}>
      {identities.map(([name, difference]) => (
        <li key={name} data-wrong={difference !== 0n}>
          {name} = {difference.toString()} wei {difference === 0n ? "✓" : "✕"}
        </li>
      ))}
      <li data-wrong={wrong.length > 0}>
        {wrong.length === 0
          ? `both hold in each of ${periods.length} periods ✓`
          : `broken in ${wrong.length} of ${periods.length} periods ✕`}
      </li>
    </ul>
  );
}

function panelsOf(periods: readonly Period[]) {
  const line = (name: string, tone: Line["tone"], of: (period: Period) => string): Line => ({
    name,
    tone,
    values: periods.map((period) => toFloat(of(period))),
    say: (index) => `${exactBrev(of(periods[index]!))} BREV`,
  });
  return [
    {
      title: "Settled, BREV",
      kind: "bars" as const,
      height: 130,
      tick: (value: number) => tickLabel(value, 0),
      lines: [
        line("to stakers", 3, ({ toStakers }) => toStakers),
        line("commission", 6, ({ commission }) => commission),
        line("protocol fee", 4, ({ protocolFees }) => protocolFees),
        line("returned", 2, ({ excess }) => excess),
        line("refunded", 5, ({ refunds }) => refunds),
      ],
    },
  ];
}
