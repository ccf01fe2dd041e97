import { usePage } from "../../data/client.ts";
import type { GovernancePageQuery } from "../../data/generated/types.ts";
import { parameterText } from "../../data/numbers.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Columns, Fact, Facts, Section, Title } from "../../parts/layout.tsx";
import { Address } from "../../parts/links.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Brev } from "../../parts/values.tsx";
import { StepsPicture } from "../../pictures/steps/steps.tsx";
import {
  changeColumns,
  contractColumns,
  movedColumns,
  parameterColumns,
  roleColumns,
  treasuryColumns,
  verifierColumns,
} from "./columns.tsx";
import { GovernancePage as Operation } from "./governance.gen.ts";

export function GovernancePage() {
  const page = usePage(Operation, {});
  return (
    <>
      <Title>Governance</Title>
      <Loaded page={page} rows={12}>
        {(data) => <Found data={data} />}
      </Loaded>
    </>
  );
}

function Found({ data }: { data: GovernancePageQuery }) {
  const changes = data.parameterHistory?.items ?? [];
  // A hash or an address neither rises nor falls.
  const changed = new Set(
    changes.flatMap(({ change: { name, oldValue, newValue } }) =>
      oldValue === null || newValue.startsWith("0x") ? [] : [name],
    ),
  );
  const drawn = changes.flatMap(({ change }) =>
    changed.has(change.name)
      ? [{ ...change, say: (value: string) => parameterText(change.unit, value) }]
      : [],
  );
  const moved = changes.flatMap(({ change, moved }) =>
    (moved?.items ?? []).map((row) => ({ ...row, key: `${change.id} ${row.request.id}` })),
  );
  return (
    <>
      <Section title="The rules now" beside={<AskYourself operation={Operation} variables={{}} />}>
        <Table
          caption="Parameters"
          columns={parameterColumns}
          rows={data.asOf?.parameters ?? []}
          keyOf={({ contract, name }) => `${contract} ${name}`}
          empty="Nothing is indexed yet."
        />
      </Section>
      <Section
        title="Changes over time"
        note="A line for each figure that changed; it rises and falls with the value, between its least and its greatest."
      >
        {drawn.length === 0 ? (
          <Empty>No rule has changed since it was first set.</Empty>
        ) : (
          <StepsPicture changes={drawn} />
        )}
      </Section>
      <Section title="Changes">
        <Table
          caption="Changes of parameters"
          columns={changeColumns}
          rows={changes}
          keyOf={({ change }) => change.id}
          empty="No rule has changed since indexing began."
        />
      </Section>
      {moved.length > 0 && (
        <Section
          title="Requests that a change moved"
          note="The lengths of bidding and reveal hold for open requests too."
        >
          <Table
            caption="Moved requests"
            columns={movedColumns}
            rows={moved}
            keyOf={({ key }) => key}
            empty="None."
          />
        </Section>
      )}
      <Columns>
        <Section title="Contracts">
          <Table
            caption="Contracts"
            columns={contractColumns}
            rows={data.contracts.items}
            keyOf={({ address }) => address}
            empty="None."
          />
        </Section>
        <Section title="Verifiers">
          <Table
            caption="Verifiers"
            columns={verifierColumns}
            rows={data.verifiers.items}
            keyOf={({ version }) => version}
            empty="None is set."
          />
        </Section>
      </Columns>
      <Section title="Roles">
        <Table
          caption="Roles"
          columns={roleColumns(data.contracts.items)}
          rows={data.roleMembers.items}
          keyOf={({ contract, role, account }) => `${contract} ${role} ${account}`}
          empty="Nobody holds a role."
        />
      </Section>
      <Treasury data={data} />
    </>
  );
}

function Treasury({ data: { network, treasuryMovements } }: { data: GovernancePageQuery }) {
  return (
    <Section title="Treasury" note="With its newest movements, at most 20.">
      {network && (
        <Facts>
          <Fact label="Treasury pool, BREV" term="network.treasuryPool">
            <Brev wei={network.treasuryPool} />
          </Fact>
          <Fact label="Protocol fees held, BREV" term="network.protocolFeeBalance">
            <Brev wei={network.protocolFeeBalance} />
          </Fact>
          <Fact label="Token" term="network.token">
            <Address of={network.token} />
          </Fact>
          <Fact label="Market" term="network.market">
            <Address of={network.market} />
          </Fact>
          <Fact label="Staking controller" term="network.staking">
            <Address of={network.staking} />
          </Fact>
          <Fact label="Epoch rewards" term="network.epochRewardsContract">
            <Address of={network.epochRewardsContract} reason="not known" />
          </Fact>
        </Facts>
      )}
      <Table
        caption="Movements of the treasury"
        columns={treasuryColumns}
        rows={treasuryMovements.items}
        keyOf={({ id }) => id}
        empty="Nothing came in or went out yet."
      />
    </Section>
  );
}
