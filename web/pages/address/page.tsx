import { Link, useParams } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { AddressPageQuery } from "../../data/generated/types.ts";
import { isAddress } from "../../data/names.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { words } from "../../parts/chip.tsx";
import { eventColumnsWithProver } from "../../parts/events.tsx";
import { Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Address } from "../../parts/links.tsx";
import { NotFound } from "../../parts/not-found.tsx";
import { Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Brev, Time } from "../../parts/values.tsx";
import { AddressPage as Operation } from "./address.gen.ts";
import { positionColumns, roleColumns, unstakeColumns } from "./columns.tsx";
import { Gains } from "./gains.tsx";
import { StatementButton } from "./statement-button.tsx";

export function AddressPage() {
  const { address } = useParams({ from: "/address/$address" });
  const known = address.toLowerCase();
  return isAddress(known) ? (
    <Account key={known} address={known} />
  ) : (
    <NotFound what="address" id={address} />
  );
}

function Account({ address }: { address: string }) {
  const page = usePage(Operation, { address });
  return (
    <Loaded page={page} rows={12}>
      {(data) => (
        <>
          <Title kind="Address">
            <Address of={address} full />
          </Title>
          <Roles data={data} address={address} />
          {data.stakerPortfolio.positions.length > 0 && <Stake data={data} address={address} />}
          {data.roleMembers.items.length > 0 && (
            <Section title="Roles in the contracts">
              <Table
                caption="Roles"
                columns={roleColumns}
                rows={data.roleMembers.items}
                keyOf={({ contract, role }) => `${contract} ${role}`}
                empty="None."
              />
            </Section>
          )}
          <Section
            title="Newest events"
            beside={<AskYourself operation={Operation} variables={{ address }} />}
          >
            <Table
              caption="Events of the address"
              columns={eventColumnsWithProver}
              rows={data.feed.items}
              keyOf={({ id }) => id}
              empty="This address is in no event of the contracts."
            />
          </Section>
        </>
      )}
    </Loaded>
  );
}

/** What the address is to the market, and where else it has a page. */
function Roles({
  data: { account, prover, requester, submitter, vault, contract },
  address,
}: {
  data: AddressPageQuery;
  address: string;
}) {
  if (account === null && vault === null && contract === null)
    return (
      <p>
        This address has no part in the market: it never staked, asked for a proof, proved or
        submitted.
      </p>
    );
  return (
    <p>
      {account && (
        <>
          First seen <Time at={account.firstSeenAt} term="account.firstSeenAt" />.{" "}
        </>
      )}
      {contract && `ProverNet's own contract: ${words(contract.name)}. `}
      {vault && (
        <>
          The vault of <Address
            of={vault.prover}
            name={vault.proverAccount.name}
            as="prover"
          />{" "}
        </>
      )}
      {account?.isStaker && "A staker."}
      {prover && (
        <>
          {" "}
          A prover:{" "}
          <Link to="/provers/$address" params={{ address }}>
            its page
          </Link>
          .
        </>
      )}
      {requester && (
        <>
          {" "}
          A requester:{" "}
          <Link to="/requesters/$address" params={{ address }}>
            its page
          </Link>
          .
        </>
      )}
      {submitter?.prover && (
        <>
          {" "}
          A submitter for <Address of={submitter.prover} as="prover" />.
        </>
      )}
    </p>
  );
}

function Stake({ data, address }: { data: AddressPageQuery; address: string }) {
  const { total, positions } = data.stakerPortfolio;
  const ready = data.unstakeQueue.items.flatMap(({ readyAt, state }) =>
    readyAt === null || state !== "WAITING" ? [] : [readyAt],
  );
  return (
    <>
      <Tiles>
        <Tile
          label="Value, BREV"
          term="StakerWorth.value"
          note={
            <>
              cost <Brev wei={total.costBasis} term="StakerWorth.costBasis" />
            </>
          }
        >
          <Brev wei={total.value} />
        </Tile>
        <Tile
          label="Total gain, BREV"
          term="StakerWorth.totalGain"
          note={
            <>
              realised <Brev wei={total.realisedGain} term="StakerWorth.realisedGain" />
            </>
          }
        >
          <Brev wei={total.totalGain} />
        </Tile>
        <Tile label="Unstaking, BREV" term="StakerWorth.unstaking">
          <Brev wei={total.unstaking} />
        </Tile>
        <Tile label="Withdrawable, BREV" term="StakerWorth.withdrawable">
          <Brev wei={total.withdrawable} />
        </Tile>
        <Tile label="Next ready" term="UnstakeEntry.readyAt">
          <Time at={ready.length === 0 ? null : Math.min(...ready)} reason="nothing is waiting" />
        </Tile>
      </Tiles>
      <Section
        title="Positions"
        beside={<StatementButton address={address} />}
        note="The statement is a file of every move of the stake, oldest first."
      >
        <Gains positions={positions} />
        <Table
          caption="Positions"
          columns={positionColumns}
          rows={positions}
          keyOf={({ prover }) => prover.address}
          empty="No stake."
        />
      </Section>
      <Section
        title="Unstakes"
        note="A stuck one is ready, but the rounding of slashes left the prover's pool some wei short of it: it goes through once somebody else unstakes."
      >
        <Table
          caption="Unstakes"
          columns={unstakeColumns}
          rows={data.unstakeQueue.items}
          keyOf={({ unstake }) => `${unstake.prover} ${unstake.number}`}
          empty="Nothing was asked back."
          total={data.unstakeQueue.totalCount}
        />
      </Section>
    </>
  );
}
