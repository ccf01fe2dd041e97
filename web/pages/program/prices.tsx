import { useNavigate } from "@tanstack/react-router";
import type { ProgramPageQuery } from "../../data/generated/types.ts";
import { Empty } from "../../parts/states.tsx";
import { LadderPicture } from "../../pictures/ladder/ladder.tsx";

const wei = (amount: string | null) => (amount === null ? null : BigInt(amount));

/** The prices of the newest requests. */
export function Prices({ data: { requests, feeAdvice } }: { data: ProgramPageQuery }) {
  const navigate = useNavigate();
  if (requests.items.length === 0)
    return <Empty>No request in this span of time. Choose a longer one.</Empty>;
  const { p10, p25, p50, p75, p90 } = feeAdvice.price;
  const rungs = requests.items.map(
    ({ id, createdAt, maxFee, price, revealers, refundReason, status }) => ({
      id,
      at: createdAt,
      maxFee: BigInt(maxFee),
      price: wei(price),
      revealers,
      isMissed: refundReason === "DEADLINE_MISSED" || status === "SLASHED",
    }),
  );
  return (
    <>
      <LadderPicture
        rungs={rungs}
        prices={{ p10: wei(p10), p25: wei(p25), p50: wei(p50), p75: wei(p75), p90: wei(p90) }}
        open={(id) => void navigate({ to: "/requests/$id", params: { id } })}
      />
      {requests.pageInfo.hasNextPage && <p>Only the newest 500 requests are drawn.</p>}
    </>
  );
}
