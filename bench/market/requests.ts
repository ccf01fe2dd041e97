/** A request opens. What will become of it is decided then. */
import { type Hex, keccak256 } from "viem";
import { type Auction, statsReset } from "./auction.ts";
import { inviteBidders } from "./bidding.ts";
import { contracts } from "./chain.ts";
import * as marketLogs from "./marketLogs.ts";
import { refundSoon, settle } from "./settlement.ts";
import * as tokenLogs from "./tokenLogs.ts";
import { fund, later, nowIn, secondsOf, send, type World } from "./world.ts";

const { market, token } = contracts;
const LONGEST_NONCE = 8;

/** A request opens, and what will become of it is decided. */
export function openRequest(world: World): void {
  const { random, lengths, stride, totals } = world;
  const requester = random.pickBusy(world.requesters);
  fund(world, requester);
  const program = random.pickBusy(world.programs);
  const nonce = world.nonce++;
  const digest = random.hex(32);
  const request: marketLogs.ProofRequest = {
    id: requestId(nonce, program.vk, digest),
    nonce,
    vk: program.vk,
    digest,
    imgUrl: program.imgUrl,
    input: random.chance(0.2) ? random.hex(32 + 4 * random.below(100)) : "",
    inputUrl: `https://inputs.example/${random.hex(16)}`,
    version: 1,
    maxFee: random.tokens(1, 50 * program.popularity),
    minStake: BigInt(1_000 + 500 * random.below(9)) * 10n ** 18n,
    deadline: nowIn(world) + secondsOf(2 * lengths.phase + lengths.proving, stride),
  };
  const auction: Auction = {
    request,
    requester,
    ranking: { winner: null, second: null },
    bids: 0,
  };
  send(world, {
    from: requester,
    to: market,
    input: `572e8ae7${marketLogs.proofRequestData(request)}`,
    logs: [
      ...statsReset(world),
      tokenLogs.transfer(token, { from: requester, to: market, value: request.maxFee }),
      marketLogs.newRequest(request),
    ],
  });
  totals.requests++;
  totals.openRequests++;
  totals.escrow += request.maxFee;
  inviteBidders(world, auction);
  later(world, lengths.phase + 1, () => {
    if (auction.bids === 0) refundSoon(world, auction);
  });
  later(world, 2 * lengths.phase + 1, () => settle(world, auction));
}

const requestId = (nonce: number, vk: Hex, digest: string): Hex =>
  keccak256(`0x${nonce.toString(16).padStart(2 * LONGEST_NONCE, "0")}${vk.slice(2)}${digest}`);
