/** An answer of the Request page with as many bidders as wanted: recordings have few. */
import type { RequestPageQuery } from "../data/generated/types.ts";
import { changed, explorer, isAsked, type Opened, openBlank } from "./browsing.ts";
import { examples } from "./examples.ts";

const UNIT = 10n ** 18n;

const addressOf = (index: number) => `0x${(index + 1).toString(16).padStart(40, "c0ffee")}`;

/** The same request, bid on by so many: the lowest wins, the second lowest is the price, and the proof comes late. */
function crowd(data: RequestPageQuery, bidders: number): RequestPageQuery {
  const timeline = data.requestTimeline!;
  const { clock, createdAt } = timeline.request;
  const [bidding, reveal] = [
    clock.biddingEndsAt - createdAt,
    clock.revealEndsAt - clock.biddingEndsAt,
  ];
  const [first] = timeline.steps.items;
  const maxFee = 100n * UNIT;
  const stepOf = (kind: "BID" | "REVEALED", index: number, at: number, amount: bigint | null) => ({
    ...first!,
    activity: {
      ...first!.activity,
      id: `${kind} ${index}`,
      kind,
      prover: addressOf(index),
      amount: amount === null ? null : String(amount),
      timestamp: Math.round(at),
    },
  });
  // Fees go up and down, so that the lead changes hands.
  const feeOf = (index: number) => (20n + BigInt((index * 37) % 61)) * UNIT;
  let fees: readonly bigint[] = [];
  const reveals = Array.from({ length: bidders }, (_, index) => {
    const fee = feeOf(index);
    fees = [...fees, fee].sort((a, b) => (a < b ? -1 : 1));
    return {
      ...stepOf("REVEALED", index, clock.biddingEndsAt + ((index + 0.5) / bidders) * reveal, fee),
      changesWinner: fees[0] === fee,
      winnerFee: String(fees[0]),
      secondFee: fees[1] === undefined ? null : String(fees[1]),
    };
  });
  const bids = Array.from({ length: bidders }, (_, index) =>
    stepOf("BID", index, createdAt + ((index + 0.5) / bidders) * bidding, null),
  );
  const [own, second = null] = fees;
  const winner = Array.from({ length: bidders }, (_, index) => index).find(
    (index) => feeOf(index) === own,
  )!;
  const price = second ?? own!;
  const parts = {
    toStakers: (price * 8n) / 10n,
    commission: price / 10n,
    protocolFee: price / 10n,
  };
  return {
    ...data,
    requestTimeline: {
      ...timeline,
      steps: { ...timeline.steps, items: [...bids, ...reveals] },
      request: {
        ...timeline.request,
        maxFee: String(maxFee),
        winner: addressOf(winner),
        winnerFee: String(own),
        secondFee: second === null ? null : String(second),
        price: String(price),
        fulfilledAt: Math.round(clock.revealEndsAt + 0.4 * (clock.deadline - clock.revealEndsAt)),
      },
      waterfall: {
        ...timeline.waterfall,
        toStakers: String(parts.toStakers),
        commission: String(parts.commission),
        protocolFee: String(parts.protocolFee),
        excess: String(maxFee - price),
      },
    },
  };
}

/** Opens the Request page on such an answer. */
export async function openCrowd(bidders: number): Promise<Opened> {
  const opened = await openBlank({ viewport: { width: 1440, height: 900 } });
  await opened.page.route(
    isAsked("RequestPage"),
    changed((data) => Object.assign(data, crowd(data as RequestPageQuery, bidders))),
  );
  await opened.page.goto(explorer!.month + examples.request!);
  await opened.page.locator("main svg[role=group] text").first().waitFor();
  return opened;
}
