import { usePage } from "../../data/client.ts";
import type { ProverVaultQuery } from "../../data/generated/types.ts";
import { milestonesOf } from "../../data/milestones.ts";
import { counted } from "../../data/numbers.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { words } from "../../parts/chip.tsx";
import { Columns, Fact, Facts, Section } from "../../parts/layout.tsx";
import { Table } from "../../parts/table.tsx";
import { Unbonding } from "../../parts/unbonding.tsx";
import { Brev, Seconds, Share } from "../../parts/values.tsx";
import { tickLabel } from "../../pictures/scale.ts";
import { linesOver, plainTick } from "../../pictures/series/lines.ts";
import type { Panel } from "../../pictures/series/series.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { WithHead } from "./head.tsx";
import type { TabProps } from "./page.tsx";
import { ProverVault as Operation } from "./vault.gen.ts";
import { moveColumns, sourceColumns, stakerColumns } from "./vault-columns.tsx";

type Prices = NonNullable<ProverVaultQuery["vaultPrices"]>;

export function VaultTab({ address, bar, search, choose }: TabProps) {
  const { from, to, unit, isKnown } = useRange(search);
  const variables = { address, from, to, unit };
  const page = usePage(Operation, variables, { enabled: isKnown });
  return (
    <WithHead page={page} address={address} bar={bar}>
      {(data) => (
        <>
          {data.vaultPrices && (
            <Section
              title="Price of a share"
              note="What one share of the vault is worth in BREV. Rewards lift it; a slash lowers it."
              beside={<AskYourself operation={Operation} variables={variables} />}
            >
              <PriceFacts prices={data.vaultPrices} returns={data.proverReturns.items[0]} />
              <SeriesPicture
                buckets={data.vaultPrices.buckets.map((bucket) => ({ ...bucket, complete: true }))}
                panels={panelsOf(data.vaultPrices)}
                milestones={milestonesOf(data, data.slashes)}
                label={`The price of a share in ${counted(data.vaultPrices.buckets.length, "bucket")}.`}
                onBrush={(from, to) => choose({ from, to })}
              />
            </Section>
          )}
          <Columns>
            <Section title="Return by source">
              <Table
                caption="Return by source"
                columns={sourceColumns}
                rows={data.proverReturns.items[0]?.sources ?? []}
                keyOf={({ source }) => source}
                empty="No return in this span of time."
              />
            </Section>
            <Section
              title="Leaving"
              note="Stake that was asked back and becomes ready, by day (UTC)."
            >
              <Unbonding of={data.unbondingCalendar} />
            </Section>
          </Columns>
          <Section title="Slashes, donations and rewards from outside the market">
            <Table
              caption="Moves of the price"
              columns={moveColumns}
              rows={data.vaultPrices?.moves?.items ?? []}
              keyOf={({ change }) => change.id}
              empty="None in this span of time."
            />
          </Section>
          <Commission data={data} />
          <Section
            title="Stakers"
            note={
              data.stakes.totalCount > data.stakes.items.length
                ? `The ${data.stakes.items.length} largest of ${data.stakes.totalCount}.`
                : undefined
            }
          >
            <Table
              caption="Stakers"
              columns={stakerColumns}
              rows={data.stakes.items}
              keyOf={({ staker }) => staker}
              empty="Nobody has a stake."
            />
          </Section>
        </>
      )}
    </WithHead>
  );
}

function PriceFacts({
  prices: { state },
  returns,
}: {
  prices: Prices;
  returns: ProverVaultQuery["proverReturns"]["items"][number] | undefined;
}) {
  const reason = returns?.reason ? words(returns.reason) : undefined;
  return (
    <Facts>
      <Fact label="Price of a share now, BREV" term="VaultState.price">
        <Brev wei={state?.price} decimals={8} reason="the vault has no shares" />
      </Fact>
      <Fact label="Assets, BREV" term="VaultState.assets">
        <Brev wei={state?.assets} reason="the vault is empty" />
      </Fact>
      <Fact label="Shares" term="VaultState.shares">
        <Brev wei={state?.shares} reason="the vault has no shares" />
      </Fact>
      <Fact label="APR in this span" term="ProverReturn.apr">
        <Share of={returns?.apr} reason={reason} />
      </Fact>
      <Fact label="APY in this span" term="ProverReturn.apy">
        <Share of={returns?.apy} reason={reason} />
      </Fact>
      <Fact label="Both measured over" term="ProverReturn.seconds">
        <Seconds of={returns?.seconds} reason={reason} />
      </Fact>
    </Facts>
  );
}

function panelsOf({ buckets }: Prices): readonly Panel[] {
  const { amounts } = linesOver(buckets);
  const none = "– (no vault yet)";
  return [
    {
      title: "Price of a share, BREV",
      kind: "steps",
      height: 110,
      tick: (value) => tickLabel(value, 3),
      lines: [amounts("price", 1, ({ after }) => after?.price, none)],
    },
    {
      title: "Assets, BREV",
      kind: "steps",
      height: 80,
      tick: plainTick,
      lines: [amounts("assets", 3, ({ after }) => after?.assets, none)],
    },
  ];
}

function Commission({ data: { proverCommission: commission } }: { data: ProverVaultQuery }) {
  if (commission === null) return null;
  return (
    <Section title="Commission">
      <Facts>
        <Fact label="Accrued, BREV" term="ProverCommission.accrued">
          <Brev wei={commission.accrued} />
        </Fact>
        <Fact label="Claimed, BREV" term="ProverCommission.claimed">
          <Brev wei={commission.claimed} />
        </Fact>
        <Fact label="To claim, BREV" term="ProverCommission.pending">
          <Brev wei={commission.pending} />
        </Fact>
      </Facts>
    </Section>
  );
}
