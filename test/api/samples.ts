/** A value for every argument of the API, on a recorded chain. */
import { type GraphQLArgument, getNamedType, isEnumType, isListType, isNonNullType } from "graphql";
import { prover, request, stake, submitter } from "../../ponder.schema.ts";
import { invariantNames } from "../../src/api/topics/invariants.ts";
import type { Recorded } from "./server.ts";

export type Samples = Readonly<Record<string, string>>;

/** What is asked about on a recorded chain: a value for every argument, by its name. */
export function samplesOf({ rows, head }: Recorded): Samples {
  const proven = rows(request).filter(({ status }) => status === "FULFILLED");
  const chosen = proven[Math.floor(proven.length / 2)]!;
  const other = rows(prover).find(({ address, bids }) => address !== chosen.winner && bids > 0)!;
  const text = (value: string) => JSON.stringify(value);
  return {
    prover: text(chosen.winner!),
    provers: `[${text(chosen.winner!)}]`,
    rival: text(other.address),
    winner: text(chosen.winner!),
    requester: text(chosen.requester),
    requestId: text(chosen.id),
    id: text(chosen.id),
    vk: text(chosen.vk),
    vks: `[${text(chosen.vk)}]`,
    staker: text(rows(stake)[0]!.staker),
    submitter: text(rows(submitter)[0]!.address),
    account: text(rows(stake)[0]!.staker),
    name: text("biddingPhaseDuration"),
    names: `[${text(invariantNames[0]!)}]`,
    text: text(chosen.requester.slice(0, 12)),
    at: String(head),
    block: String(chosen.createdBlock),
    transaction: text(chosen.createdTransaction),
    from: String(head - 86_400 * 20),
    to: String(head),
    orderDirection: text("desc"),
    unit: "DAY",
  };
}

/** An argument's value: the sample of its name, or what its type allows. */
export function sampleOf(argument: GraphQLArgument, samples: Samples): string {
  const type = isNonNullType(argument.type) ? argument.type.ofType : argument.type;
  const named = getNamedType(type);
  const sample =
    samples[argument.name] ??
    (isEnumType(named)
      ? named.getValues()[0]!.name
      : { Boolean: "true", String: '"a"' }[named.name]) ??
    "5";
  return isListType(type) && !sample.startsWith("[") ? `[${sample}]` : sample;
}
