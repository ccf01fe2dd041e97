/**
 * The contracts' sets, from the index's history rows: who is in them, and in which order the contract lists them.
 * Each function names its sets by what the contract keys them with.
 */
import type { Address, Hex } from "viem";
import { replaySets, type SetChange } from "../src/domain/enumerableSet.ts";
import type { Row, Rows } from "./rows.ts";

const byId = (a: { id: bigint }, b: { id: bigint }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** `proverList` under "all" and `activeProvers` under "active", both of StakingController. */
export const proverSets = (changes: Rows["proverStateChange"]) =>
  replaySets<Address>(
    changes.flatMap(({ id, prover: member, oldState, newState }) => {
      const activeChange = { id, set: "active", member, adds: newState === "ACTIVE" };
      if (oldState === null) return [{ id, set: "all", member, adds: true }, activeChange];
      if (newState === "RETIRED") return [{ id, set: "all", member, adds: false }, activeChange];
      return [activeChange];
    }),
  );

/** `ProverInfo.stakers` by prover: joined by a stake even of no share, left when the last share goes. */
export function stakerSets({ vaultChange, shareTransfer }: Rows) {
  type Move = { id: bigint; prover: Address; staker: Address; shares: bigint };
  const moves: Move[] = [
    ...vaultChange.flatMap(({ id, kind, prover, account: staker, shares }) =>
      staker !== null && (kind === "STAKE" || kind === "UNSTAKE")
        ? [{ id, prover, staker, shares }]
        : [],
    ),
    // The sender first, as the controller does.
    ...shareTransfer.flatMap(({ id, prover, from, to, shares }) => [
      { id, prover, staker: from, shares: -shares },
      { id, prover, staker: to, shares },
    ]),
  ];
  const held = new Map<string, bigint>();
  return replaySets<Address>(
    moves.sort(byId).map(({ id, prover, staker, shares }) => {
      const key = `${prover}:${staker}`;
      const after = (held.get(key) ?? 0n) + shares;
      held.set(key, after);
      // What lowers the shares never adds, what raises them never removes.
      const adds = shares < 0n ? after > 0n : true;
      return { id, set: prover, member: staker, adds };
    }),
  );
}

/** `ProverPendingUnstakes.stakers` by prover: while the staker's queue is not empty. */
export function pendingStakerSets(unstakes: Rows["unstake"]) {
  const queued = new Map<string, number>();
  const steps = unstakes.flatMap(({ prover, staker, requestedId, completedId }) => [
    { id: requestedId, prover, staker, entries: 1 },
    ...(completedId === null ? [] : [{ id: completedId, prover, staker, entries: -1 }]),
  ]);
  return replaySets<Address>(
    steps.sort(byId).map(({ id, prover, staker, entries }) => {
      const key = `${prover}:${staker}`;
      const after = (queued.get(key) ?? 0) + entries;
      queued.set(key, after);
      return { id, set: prover, member: staker, adds: after > 0 };
    }),
  );
}

/** `ProverInfo.commissionRates` by prover, in the order of its keys, the default's (zero) included. */
export function commissionRates(changes: Rows["commissionChange"]) {
  const rates = new Map<string, bigint>();
  const order = replaySets<Address>(
    changes.toSorted(byId).map(({ id, prover, source, newRate }) => {
      if (newRate !== null) rates.set(`${prover}:${source}`, newRate);
      return { id, set: prover, member: source, adds: newRate !== null };
    }),
  );
  return new Map(
    [...order].map(([prover, sources]) => [
      prover,
      new Map(sources.map((source) => [source, rates.get(`${prover}:${source}`) ?? 0n])),
    ]),
  );
}

/** `_roleMembers` by `contract:role`. */
export const roleSets = (changes: Rows["roleChange"]) =>
  replaySets<Address>(
    changes.map(({ id, contract, role, account: member, granted: adds }) => ({
      id,
      set: `${contract}:${role}`,
      member,
      adds,
    })),
  );

/** `proverSubmitters` by prover. */
export const submitterSets = (changes: Rows["submitterChange"]) =>
  replaySets<Address>(
    changes.flatMap(({ id, kind, prover: set, submitter: member }) =>
      kind === "CONSENT" || set === null ? [] : [{ id, set, member, adds: kind === "REGISTERED" }],
    ),
  );

/** `senderPendingRequests` by requester: from the request to its proof or refund. */
export function senderPendingSets({ request, assignment }: Rows) {
  const endOf = new Map(assignment.map(({ id, endedId }) => [id, endedId]));
  /** When it left the set. A slash comes after the refund and hides its id; the miss that it punishes still has it. */
  const leftAt = ({ status, settledId, assignmentId }: Row<"request">) =>
    status === "SLASHED" && assignmentId !== null ? (endOf.get(assignmentId) ?? null) : settledId;
  return replaySets<Hex>(
    request.flatMap((row) => during(row.requester, row.id, row.createdId, leftAt(row))),
  );
}

/** `proverPendingRequests` by prover: while it is the winner. Taking the lead from itself changes nothing. */
export function proverPendingSets(assignments: Rows["assignment"]) {
  const changes = [...Map.groupBy(assignments, ({ requestId }) => requestId).values()].flatMap(
    (spells) =>
      spells
        .toSorted(byId)
        .reduce<Row<"assignment">[]>((joined, spell) => {
          const before = joined.at(-1);
          const goesOn = before?.endedId === spell.id && before.prover === spell.prover;
          if (before && goesOn) joined[joined.length - 1] = { ...before, endedId: spell.endedId };
          else joined.push(spell);
          return joined;
        }, [])
        .flatMap(({ prover, requestId, id, endedId }) => during(prover, requestId, id, endedId)),
  );
  return replaySets<Hex>(changes);
}

/** Membership from one event until another, or until now. */
const during = <Member>(
  set: string,
  member: Member,
  from: bigint,
  until: bigint | null,
): SetChange<Member>[] => [
  { id: from, set, member, adds: true },
  ...(until === null ? [] : [{ id: until, set, member, adds: false }]),
];
