import { Link } from "@tanstack/react-router";
import type { NetworkPageQuery } from "../../data/generated/types.ts";
import { Change, ShareChange } from "../../parts/change.tsx";
import { Fact, Facts, Section, Tile, Tiles } from "../../parts/layout.tsx";
import { Bps, Brev, Count, Ratio, Seconds } from "../../parts/values.tsx";
import styles from "./network.module.css";

/** What the network is doing now, each figure against the day before. */
export function Figures({ data: { networkOverview: overview } }: { data: NetworkPageQuery }) {
  const { now, dayBefore, last24h, previous24h } = overview;
  return (
    <Tiles>
      <Tile
        label="Open requests"
        term="NetworkState.openRequests"
        note={
          <Change
            now={now.openRequests.total}
            before={dayBefore.openRequests.total}
            better="neither"
          />
        }
      >
        <Count of={now.openRequests.total} term="OpenRequests.total" />
      </Tile>
      <Tile
        label="Fees in 24 h, BREV"
        term="MarketActivity.fees"
        note={<Change now={last24h.fees} before={previous24h.fees} />}
      >
        <Brev wei={last24h.fees} />
      </Tile>
      <Tile
        label="Success in 24 h"
        term="MarketActivity.success"
        note={
          <>
            of <Count of={last24h.success.denominator} term="CountRatio.denominator" /> due ·{" "}
            <ShareChange now={last24h.success.bps} before={previous24h.success.bps} />
          </>
        }
      >
        <Ratio of={last24h.success} reason="nothing was due in 24 h" />
      </Tile>
      <Tile
        label="Stake, BREV"
        term="NetworkState.stake"
        note={<Change now={now.stake} before={dayBefore.stake} />}
      >
        <Brev wei={now.stake} />
      </Tile>
      <Tile
        label="Stake in use"
        term="NetworkState.utilization"
        note={
          <ShareChange
            now={now.utilization.bps}
            before={dayBefore.utilization.bps}
            better="neither"
          />
        }
      >
        <Ratio of={now.utilization} reason="no stake" />
      </Tile>
      <Tile
        label="Active provers"
        term="NetworkState.activeProvers"
        note={
          <>
            of <Count of={now.provers} term="NetworkState.provers" /> ·{" "}
            <Change now={now.activeProvers} before={dayBefore.activeProvers} />
          </>
        }
      >
        <Count of={now.activeProvers} />
      </Tile>
      <Tile
        label="Missed in 24 h"
        term="MarketActivity.deadlinesMissed"
        note={
          <Change
            now={last24h.deadlinesMissed}
            before={previous24h.deadlinesMissed}
            better="less"
          />
        }
      >
        <Count of={last24h.deadlinesMissed} />
      </Tile>
      <Tile
        label="Price in 24 h, median, BREV"
        term="MarketActivity.price"
        note={<Change now={last24h.price.p50} before={previous24h.price.p50} better="neither" />}
      >
        <Brev wei={last24h.price.p50} reason="no proof in 24 h" />
      </Tile>
      <Tile
        label="Time to proof in 24 h, median"
        term="MarketActivity.secondsToProof"
        note={
          <Change
            now={last24h.secondsToProof.p50}
            before={previous24h.secondsToProof.p50}
            better="less"
          />
        }
      >
        <Seconds of={last24h.secondsToProof.p50} reason="no proof in 24 h" />
      </Tile>
      <Tile
        label="In escrow, BREV"
        term="NetworkState.escrow"
        note={<Change now={now.escrow} before={dayBefore.escrow} better="neither" />}
      >
        <Brev wei={now.escrow} />
      </Tile>
    </Tiles>
  );
}

type Open = NetworkPageQuery["networkOverview"]["now"]["openRequests"];

/** The open requests as one bar, by what can happen to them next. */
export function OpenByPhase({ of }: { of: Open }) {
  const parts = [
    ["BIDDING", "bidding", of.bidding],
    ["REVEALING", "revealing", of.revealing],
    ["PROVING", "proving", of.proving],
    ["REFUNDABLE", "refundable", of.refundable],
  ] as const;
  return (
    <ul className={styles.phases} aria-label="Open requests by phase">
      {parts.map(([phase, name, count]) => (
        <li key={phase} data-tone={phase} style={{ flexGrow: Math.max(count, 0.001) }}>
          <Link to="/requests" search={{ view: phase === "REFUNDABLE" ? "refundable" : "open" }}>
            <b>{count}</b> {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The rules that hold now. */
export function Rules({ data: { network } }: { data: NetworkPageQuery }) {
  if (network === null) return null;
  return (
    <Section
      title="The rules now"
      note="A requester escrows a fee. Provers bid in a sealed auction; the lowest bid wins and is paid the second lowest. The winner proves before the deadline, or the fee is refunded and its stake may be slashed."
    >
      <Facts>
        <Fact label="Bidding lasts" term="network.biddingPhaseDuration">
          <Seconds of={network.biddingPhaseDuration} />
        </Fact>
        <Fact label="Reveals last" term="network.revealPhaseDuration">
          <Seconds of={network.revealPhaseDuration} />
        </Fact>
        <Fact label="Protocol fee" term="network.protocolFeeBps">
          <Bps of={network.protocolFeeBps} />
        </Fact>
        <Fact label="Overcommit" term="network.overcommitBps">
          <Bps of={network.overcommitBps} />
        </Fact>
        <Fact label="Unstaking takes" term="network.unstakeDelay">
          <Seconds of={network.unstakeDelay} />
        </Fact>
        <Fact label="Minimum own stake, BREV" term="network.minSelfStake">
          <Brev wei={network.minSelfStake} />
        </Fact>
      </Facts>
    </Section>
  );
}
