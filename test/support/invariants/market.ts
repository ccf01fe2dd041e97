import { keccak256 } from "viem";
import * as schema from "../../../ponder.schema.ts";
import { groupBy, holds, type Rule, same, sum } from "./rules.ts";

const isPending = ({ status }: { status: string }) => status === "PENDING";

export const marketRules: Record<string, Rule> = {
  "escrow is the max fees of pending requests": (rows, network) => {
    const pending = rows(schema.request).filter(isPending);
    const by = groupBy(pending, ({ requester }) => requester);
    return [
      ...same(
        "network.escrow",
        network.escrow,
        sum(pending, (row) => row.maxFee),
      ),
      ...same("network.openRequests", network.openRequests, pending.length),
      ...rows(schema.requester).flatMap((row) => {
        const own = by.get(row.address) ?? [];
        return [
          ...same(
            `escrow of ${row.address}`,
            row.escrow,
            sum(own, (request) => request.maxFee),
          ),
          ...same(`openRequests of ${row.address}`, row.openRequests, own.length),
        ];
      }),
    ];
  },

  "a request's input is what its size and hash tell": (rows, network) => {
    const inputs = new Map(
      rows(schema.requestInput).map(({ requestId, data }) => [requestId, data]),
    );
    const isKept = ({ inputHash }: { inputHash: string | null }) =>
      network.keepsInputs && inputHash !== null;
    return [
      ...same("inputs kept", inputs.size, rows(schema.request).filter(isKept).length),
      ...rows(schema.request)
        .filter(isKept)
        .flatMap(({ id, inputHash, inputSize }) => [
          ...same(`size of the input of ${id}`, inputs.get(id)?.length, inputSize),
          ...same(`hash of the input of ${id}`, keccak256(inputs.get(id) ?? "0x"), inputHash),
        ]),
    ];
  },

  "a request's columns are those of its status": (rows) =>
    rows(schema.request).flatMap((row) => {
      const { id, status } = row;
      const isRefunded = status === "REFUNDED" || status === "SLASHED";
      const present = (value: unknown) => value !== null;
      return [
        ...holds(
          `${id} is ${status}, settled ${row.settledId}`,
          present(row.settledId) !== isPending(row),
        ),
        ...holds(
          `${id} is ${status}, price ${row.price}`,
          present(row.price) === (status === "FULFILLED"),
        ),
        ...holds(
          `${id} is ${status}, refund ${row.refundAmount}`,
          present(row.refundAmount) === isRefunded,
        ),
        ...holds(
          `${id} is ${status}, slash ${row.slashAsked}`,
          present(row.slashAsked) === (status === "SLASHED"),
        ),
        ...(isRefunded ? same(`refund of ${id}`, row.refundAmount, row.maxFee) : []),
        ...(status === "SLASHED"
          ? same(`reason of ${id}`, row.refundReason, "DEADLINE_MISSED")
          : []),
        ...holds(`${id} has half a winner`, present(row.winner) === present(row.winnerFee)),
        ...holds(`${id} has half a second`, present(row.second) === present(row.secondFee)),
        ...holds(
          `${id}: winner's ${row.winnerFee} above second's ${row.secondFee}`,
          row.secondFee === null || (row.winnerFee !== null && row.winnerFee <= row.secondFee),
        ),
      ];
    }),

  "a price is protocol fee, commission and stakers' part, and with the excess the max fee": (
    rows,
  ) =>
    rows(schema.request)
      .filter(({ status }) => status === "FULFILLED")
      .flatMap((row) => [
        ...same(`price of ${row.id}`, row.price, row.secondFee ?? row.winnerFee),
        ...same(`split of ${row.id}`, row.protocolFee! + row.reward!, row.price),
        ...same(`reward of ${row.id}`, row.commission! + row.toStakers!, row.reward),
        ...same(`max fee of ${row.id}`, row.price! + row.excess!, row.maxFee),
      ]),

  "a request counts its bids": (rows) => {
    const by = groupBy(rows(schema.bid), ({ requestId }) => requestId);
    return rows(schema.request).flatMap(({ id, ...row }) => {
      const bids = by.get(id) ?? [];
      const revealed = bids.filter(({ reveals }) => reveals > 0);
      return [
        ...same(`bidders of ${id}`, row.bidders, bids.length),
        ...holds(`bidCount of ${id} is below its bidders`, row.bidCount >= bids.length),
        ...same(
          `revealCount of ${id}`,
          row.revealCount,
          sum(bids, ({ reveals }) => reveals),
        ),
        ...same(`revealers of ${id}`, row.revealers, revealed.length),
        ...holds(`winner of ${id} without a reveal`, (row.winner !== null) === revealed.length > 0),
      ];
    });
  },

  "a pending request with a winner has one open assignment, any other has none": (rows) => {
    const by = groupBy(
      rows(schema.assignment).filter(({ outcome }) => outcome === "OPEN"),
      ({ requestId }) => requestId,
    );
    return rows(schema.request).flatMap((row) => {
      const open = by.get(row.id) ?? [];
      if (!isPending(row) || row.winner === null) return same(`open of ${row.id}`, open.length, 0);
      return [
        ...same(`open of ${row.id}`, open.length, 1),
        ...same(`assignment of ${row.id}`, open[0]?.id, row.assignmentId),
        ...same(`assigned prover of ${row.id}`, open[0]?.prover, row.winner),
        ...same(`assigned fee of ${row.id}`, open[0]?.fee, row.winnerFee),
        ...same(`assigned stake of ${row.id}`, open[0]?.minStake, row.minStake),
      ];
    });
  },

  "assigned stake is that of open assignments": (rows, network) => {
    const all = rows(schema.assignment);
    const wanted = new Map(rows(schema.request).map(({ id, minStake }) => [id, minStake]));
    const by = groupBy(all, ({ prover }) => prover);
    const open = (assignments: typeof all) => assignments.filter(({ endedAt }) => endedAt === null);
    return [
      ...same(
        "network.assignedStake",
        network.assignedStake,
        sum(open(all), (row) => row.minStake),
      ),
      ...all.flatMap(({ id, requestId, minStake, outcome, endedAt, endedId }) => [
        ...same(`stake of ${id}`, minStake, wanted.get(requestId)),
        ...holds(
          `${id} is ${outcome} and ended at ${endedAt}`,
          (outcome === "OPEN") === (endedAt === null) && (endedAt === null) === (endedId === null),
        ),
      ]),
      ...rows(schema.prover).flatMap(({ address, ...row }) => {
        const own = by.get(address) ?? [];
        return [
          ...same(
            `assignedStake of ${address}`,
            row.assignedStake,
            sum(open(own), (a) => a.minStake),
          ),
          ...same(`openAssignments of ${address}`, row.openAssignments, open(own).length),
          ...same(`assignments of ${address}`, row.assignments, own.length),
        ];
      }),
    ];
  },

  "a proof belongs to a fulfilled request, and a market reward to a proof that earned one": (
    rows,
  ) => {
    const fulfilled = rows(schema.request).filter(({ status }) => status === "FULFILLED");
    const proofs = new Map(rows(schema.proof).map((row) => [row.requestId, row]));
    const rewards = new Map(
      rows(schema.reward)
        .filter(({ kind }) => kind === "MARKET")
        .map((row) => [row.requestId, row]),
    );
    const earning = fulfilled.filter(({ reward }) => reward! > 0n);
    return [
      ...same("proofs", proofs.size, fulfilled.length),
      ...same("market rewards", rewards.size, earning.length),
      ...fulfilled.flatMap(({ id, winner }) =>
        same(`prover of ${id}`, proofs.get(id)?.prover, winner),
      ),
      ...earning.flatMap((row) => [
        ...same(`rewarded for ${row.id}`, rewards.get(row.id)?.amount, row.reward),
        ...same(`commission for ${row.id}`, rewards.get(row.id)?.commission, row.commission),
      ]),
    ];
  },

  "the network's sums fit together": (_, network) => [
    ...same(
      "requests",
      network.requests,
      network.openRequests + network.fulfilled + network.refunded,
    ),
    ...same(
      "refunded",
      network.refunded,
      network.missed + network.refundedNoBids + network.refundedNoReveals,
    ),
    ...same(
      "maxFees",
      network.maxFees,
      network.escrow + network.fees + network.excess + network.refunds,
    ),
    ...same("fees", network.fees, network.protocolFees + network.rewards),
    ...same("rewards", network.rewards, network.commission + network.toStakers),
    ...same("marketRewards", network.marketRewards, network.rewards),
    ...same(
      "protocolFees",
      network.protocolFees,
      network.protocolFeeBalance + network.protocolFeesWithdrawn,
    ),
  ],

  "statistics epochs hold all requests and proofs": (rows, network) => {
    const epochs = rows(schema.statsEpoch);
    return [
      ...same(
        "Σ requests",
        sum(epochs, (row) => row.requests),
        network.requests,
      ),
      ...same(
        "Σ fulfilled",
        sum(epochs, (row) => row.fulfilled),
        network.fulfilled,
      ),
      ...same(
        "Σ fees",
        sum(epochs, (row) => row.fees),
        network.rewards,
      ),
      ...same(
        "scheduled",
        epochs.filter(({ scheduled }) => scheduled).length,
        network.statsEpochCount,
      ),
    ];
  },

  "submitters act no more often than provers": (rows, network) =>
    holds(
      "more actions than bids, reveals and proofs",
      sum(rows(schema.submitter), (row) => row.actions) <=
        BigInt(network.bids + network.reveals + network.fulfilled),
    ),
};
