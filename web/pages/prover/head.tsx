import type { ReactNode } from "react";
import type { Page } from "../../data/client.ts";
import type { ProverHeadFragment } from "../../data/generated/types.ts";
import { cleanName, shortAddress } from "../../data/names.ts";
import { State, words } from "../../parts/chip.tsx";
import { Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Address, Name } from "../../parts/links.tsx";
import { NotFound } from "../../parts/not-found.tsx";
import { Loaded } from "../../parts/states.tsx";
import { Bps, Brev, Count, Counted, Ratio, Seconds, Share, Time } from "../../parts/values.tsx";

/** The head of a prover's page, the bar of tabs, and what the tab shows. */
export function WithHead<Result extends ProverHeadFragment>({
  page,
  address,
  bar,
  children,
}: {
  page: Page<Result>;
  address: string;
  bar: ReactNode;
  children(data: Result): ReactNode;
}) {
  return (
    <Loaded page={page} rows={12}>
      {(data) =>
        data.prover === null ? (
          <NotFound what="prover" id={address} />
        ) : (
          <>
            <Head data={data} prover={data.prover} />
            {bar}
            {children(data)}
          </>
        )
      }
    </Loaded>
  );
}

type Prover = NonNullable<ProverHeadFragment["prover"]>;

function Head({ data, prover }: { data: ProverHeadFragment; prover: Prover }) {
  const [returns] = data.head.items;
  const { proverCapacity: capacity } = data;
  return (
    <>
      <Title kind="Prover" beside={<State of={prover.state} />}>
        {cleanName(prover.name) === "" ? shortAddress(prover.address) : <Name raw={prover.name} />}
      </Title>
      <p>
        <Address of={prover.address} full />
      </p>
      <p>
        Joined <Time at={prover.joinedAt} term="prover.joinedAt" /> · last active{" "}
        <Time at={prover.lastActiveAt} term="prover.lastActiveAt" reason="never" />
        {prover.retiredAt !== null && (
          <>
            {" "}
            · retired <Time at={prover.retiredAt} term="prover.retiredAt" />; its history stays
          </>
        )}
      </p>
      <Tiles>
        <Tile
          label="Stake, BREV"
          term="prover.assets"
          note={<Counted of={prover.stakers} term="prover.stakers" one="staker" />}
        >
          <Brev wei={prover.assets} />
        </Tile>
        <Tile
          label="In use"
          term="ProverCapacity.utilizationBps"
          note={
            <>
              <Brev wei={prover.assignedStake} term="prover.assignedStake" /> in{" "}
              <Counted of={prover.openAssignments} term="prover.openAssignments" one="request" />
            </>
          }
        >
          <Bps of={capacity?.utilizationBps} reason="no stake" />
        </Tile>
        <Tile label="Headroom, BREV" term="ProverCapacity.headroom">
          <Brev wei={capacity?.headroom} reason="not a prover" />
        </Tile>
        <Tile
          label="Success, ever"
          term="ProverReturn.success"
          note={
            <>
              <Count of={returns?.success.numerator} term="CountRatio.numerator" /> proven of{" "}
              <Count of={returns?.success.denominator} term="CountRatio.denominator" /> due
            </>
          }
        >
          <Ratio of={returns?.success} reason="nothing was due" />
        </Tile>
        <Tile
          label="APR, 30 d"
          term="ProverReturn.apr"
          note={
            returns?.apr ? (
              <>
                measured over <Seconds of={returns.seconds} term="ProverReturn.seconds" />
              </>
            ) : undefined
          }
        >
          <Share of={returns?.apr} reason={returns?.reason ? words(returns.reason) : undefined} />
        </Tile>
        <Tile
          label="Commission"
          term="prover.defaultCommissionRate"
          note={
            <>
              <Brev wei={prover.pendingCommission} term="prover.pendingCommission" /> BREV to claim
            </>
          }
        >
          <Bps of={prover.defaultCommissionRate} reason="not set" />
        </Tile>
      </Tiles>
    </>
  );
}
