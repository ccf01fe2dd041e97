import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { usePage } from "../../data/client.ts";
import type { ProverLoadQuery } from "../../data/generated/types.ts";
import { head } from "../../data/head.ts";
import { milestonesOf } from "../../data/milestones.ts";
import { useStore } from "../../data/store.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Columns, Fact, Facts, Section } from "../../parts/layout.tsx";
import { Empty } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Bps, Brev } from "../../parts/values.tsx";
import type { Load } from "../../pictures/load/load.ts";
import { LoadPicture } from "../../pictures/load/load.tsx";
import { WithHead } from "./head.tsx";
import { ProverLoad as Operation } from "./load.gen.ts";
import { missColumns, slashColumns } from "./load-columns.tsx";
import type { TabProps } from "./page.tsx";

const MOST_BUCKETS = 120;
const HOUR = 3_600;

export function LoadTab({ address, bar, search, choose }: TabProps) {
  const range = useRange(search);
  const now = useStore(head)?.timestamp ?? 0;
  const from = range.from ?? now - 365 * 24 * HOUR;
  const length = (range.to ?? now) - from;
  const step = Math.max(HOUR, Math.ceil(length / MOST_BUCKETS / HOUR) * HOUR);
  const variables = { address, from: Math.floor(from / HOUR) * HOUR, to: range.to, step };
  const page = usePage(Operation, variables, { enabled: range.isKnown });
  return (
    <WithHead page={page} address={address} bar={bar}>
      {(data) => (
        <>
          <Section
            title="Load"
            note="Stake bound by requests won, against the vault. Below: each request won, until it was proven, outbid or, if missed, refunded; and the share of the vault in use."
            beside={<AskYourself operation={Operation} variables={variables} />}
          >
            <Drawn data={data} choose={choose} />
          </Section>
          <Now data={data} />
          <Columns>
            <Section title="Missed deadlines">
              <Table
                caption="Missed deadlines"
                columns={missColumns}
                rows={data.misses.items}
                keyOf={({ requestId }) => requestId}
                empty="None in this span of time."
              />
            </Section>
            <Section title="Slashes">
              <Table
                caption="Slashes"
                columns={slashColumns}
                rows={data.slashes.items}
                keyOf={({ slashing }) => slashing.id}
                empty="None in this span of time."
              />
            </Section>
          </Columns>
        </>
      )}
    </WithHead>
  );
}

function Drawn({ data, choose }: { data: ProverLoadQuery; choose: TabProps["choose"] }) {
  const navigate = useNavigate();
  const open = useCallback(
    (id: string) => void navigate({ to: "/requests/$id", params: { id } }),
    [navigate],
  );
  const load = useMemo(() => loadOf(data), [data]);
  if (load.buckets.length === 0) return <Empty>Nothing is known of this span of time.</Empty>;
  return (
    <>
      <LoadPicture load={load} open={open} onBrush={(from, to) => choose({ from, to })} />
      {data.assignments.pageInfo.hasNextPage && (
        <p>Only the newest 1,000 requests won are drawn. Choose a shorter span of time.</p>
      )}
    </>
  );
}

/** An answer of the API as a load to draw: means are sums over seconds, divided by their length and cut; the rest is of each end. */
export function loadOf(data: ProverLoadQuery): Load {
  const buckets = (data.load?.series ?? []).map((bucket) => {
    const length = BigInt(bucket.end - bucket.start);
    return {
      start: bucket.start,
      end: bucket.end,
      meanAssigned: BigInt(bucket.assignedSeconds) / length,
      assets: BigInt(bucket.assets),
      counted: (BigInt(bucket.assignedSeconds) * BigInt(bucket.overcommitBps)) / length / 10_000n,
      overcommitBps: Number(bucket.overcommitBps),
      peakAssigned: BigInt(bucket.peakAssignedStake),
      peakCount: bucket.peakAssignments,
      utilizationBps: bucket.utilizationBps,
    };
  });
  const [from, to] = [buckets[0]?.start ?? 0, buckets.at(-1)?.end ?? 0];
  const missed = new Set(data.misses.items.map(({ requestId }) => requestId));
  return {
    buckets,
    won: data.assignments.items.map(({ id, requestId, startedAt, endedAt, outcome, minStake }) => ({
      id,
      requestId,
      from: startedAt,
      to: endedAt,
      // Open until its refund: missed it is from the deadline on.
      outcome: outcome === "OPEN" && missed.has(requestId) ? "MISSED" : outcome,
      minStake: BigInt(minStake),
    })),
    slashes: data.slashes.items.map(({ slashing }) => ({
      at: slashing.timestamp,
      amount: BigInt(slashing.amount),
    })),
    changes: milestonesOf(data).filter(({ at }) => at >= from && at < to),
  };
}

function Now({ data: { load } }: { data: ProverLoadQuery }) {
  if (load === null) return null;
  return (
    <Section
      title="What counts against new bids"
      note="Headroom is the stake minus the part of the assigned stake that counts."
    >
      <Facts>
        <Fact label="Overcommit" term="ProverCapacity.overcommitBps">
          <Bps of={load.overcommitBps} />
        </Fact>
        <Fact label="Counted stake, BREV" term="ProverCapacity.countedStake">
          <Brev wei={load.countedStake} />
        </Fact>
      </Facts>
    </Section>
  );
}
