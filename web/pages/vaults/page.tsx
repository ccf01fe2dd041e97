import { useNavigate, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { VaultsPageQuery } from "../../data/generated/types.ts";
import { counted } from "../../data/numbers.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { WindowChoice } from "../../parts/choice.tsx";
import { Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Unbonding } from "../../parts/unbonding.tsx";
import { Brev, Count, Counted, Share, Time } from "../../parts/values.tsx";
import { SourcesPicture } from "../../pictures/sources/sources.tsx";
import { allocationColumns, epochColumns, returnColumns } from "./columns.tsx";
import { VaultsPage as Operation } from "./vaults.gen.ts";

export function VaultsPage() {
  const { days = 30 } = useSearch({ from: "/vaults" });
  const navigate = useNavigate({ from: "/vaults" });
  const page = usePage(Operation, { days });
  return (
    <>
      <Title
        beside={<WindowChoice days={days} choose={(days) => void navigate({ search: { days } })} />}
      >
        Vaults
      </Title>
      <Loaded page={page} rows={12}>
        {(data) => <Found data={data} days={days} />}
      </Loaded>
    </>
  );
}

function Found({ data, days }: { data: VaultsPageQuery; days: number }) {
  const { proverReturns, rewardEpochList } = data;
  return (
    <>
      <Figures data={data} days={days} />
      <Section
        title="Return by source"
        note={`What stakers' shares gained over ${days} days, as a yearly rate: from the market, from epochs, from others; slashes below zero.`}
        beside={<AskYourself operation={Operation} variables={{ days }} />}
      >
        <SourcesPicture vaults={proverReturns.items.filter(({ apr }) => apr !== null)} />
        <Table
          caption="Returns of vaults"
          columns={returnColumns}
          rows={proverReturns.items}
          keyOf={({ prover }) => prover.address}
          empty="No active prover yet."
          total={proverReturns.totalCount}
        />
      </Section>
      <Section title="Leaving" note="Stake that was asked back, by the day (UTC) it becomes ready.">
        <Unbonding of={data.unbondingCalendar} />
      </Section>
      <Section title="Reward epochs">
        <Table
          caption="Reward epochs"
          columns={epochColumns}
          rows={rewardEpochList.items}
          keyOf={({ epoch }) => epoch}
          empty="No schedule of rewards is set."
        />
      </Section>
      <Section title="Rewards set for provers" note="Of the epochs above, the newest first.">
        <Table
          caption="Reward allocations"
          columns={allocationColumns}
          rows={rewardEpochList.items.flatMap(({ allocations }) => allocations)}
          keyOf={({ epoch, prover }) => `${epoch} ${prover}`}
          empty="No reward was set in these epochs."
        />
      </Section>
    </>
  );
}

function Figures({
  data: { proverReturns, unbondingCalendar, rewardOverview },
  days,
}: {
  data: VaultsPageQuery;
  days: number;
}) {
  const known = proverReturns.items
    .flatMap(({ apr }) => (apr === null ? [] : [apr]))
    .sort((a, b) => Number(a) - Number(b));
  const median = known[Math.floor((known.length - 1) / 2)];
  return (
    <Tiles>
      <Tile
        label={`Median APR, ${days} d`}
        term="ProverReturn.apr"
        note={`${counted(known.length, "vault has", "vaults have")} one`}
      >
        <Share of={median} reason="no vault has a return yet" />
      </Tile>
      <Tile
        label="Being unstaked, BREV"
        term="UnbondingCalendar.total"
        note={
          <Counted
            of={unbondingCalendar.total.unstakes}
            term="UnbondingSum.unstakes"
            one="unstake"
          />
        }
      >
        <Brev wei={unbondingCalendar.total.amount} term="UnbondingSum.amount" />
      </Tile>
      <Tile label="Ready now, BREV" term="UnbondingCalendar.ready">
        <Brev wei={unbondingCalendar.ready.amount} term="UnbondingSum.amount" />
      </Tile>
      <Tile
        label="Reward epoch"
        term="RewardOverview.currentEpoch"
        note={
          <>
            ends{" "}
            <Time
              at={rewardOverview.currentEndAt}
              term="RewardOverview.currentEndAt"
              reason="no schedule"
            />
          </>
        }
      >
        <Count of={rewardOverview.currentEpoch} reason="no schedule" />
      </Tile>
      <Tile label="Its budget, BREV" term="RewardOverview.currentBudget">
        <Brev wei={rewardOverview.currentBudget} reason="no schedule" />
      </Tile>
      <Tile
        label="Rewards paid, BREV"
        term="RewardOverview.distributed"
        note={
          <>
            <Brev wei={rewardOverview.left} term="RewardOverview.left" /> set and not paid
          </>
        }
      >
        <Brev wei={rewardOverview.distributed} />
      </Tile>
    </Tiles>
  );
}
