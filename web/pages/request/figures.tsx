import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useNow } from "../../data/head.ts";
import { bpsOf } from "../../data/numbers.ts";
import { capital, words } from "../../parts/chip.tsx";
import { Tile, Tiles } from "../../parts/layout.tsx";
import { Address } from "../../parts/links.tsx";
import { Brev, Countdown, Ratio, Seconds, Time } from "../../parts/values.tsx";
import type { Timeline } from "./auction-of.ts";
import styles from "./request.module.css";

export function Figures({ timeline }: { timeline: Timeline }) {
  const { request } = timeline;
  const { price, maxFee, provingSeconds, winnerProver, winner } = request;
  return (
    <>
      <Tiles>
        <What timeline={timeline} />
        <Tile label="Price, BREV" term="request.price" note={<PriceNote timeline={timeline} />}>
          <Brev wei={price} reason="not settled" />
        </Tile>
        <Tile
          label="Maximum fee, BREV"
          term="request.maxFee"
          note={
            <>
              minimum stake <Brev wei={request.minStake} term="request.minStake" />
            </>
          }
        >
          <Brev wei={maxFee} />
        </Tile>
        <Tile
          label="Winner"
          term="request.winner"
          note={
            winner && (
              <>
                own bid <Brev wei={request.winnerFee} term="request.winnerFee" />
              </>
            )
          }
        >
          <span className={styles.winner}>
            <Address
              of={winner}
              name={winnerProver?.name}
              as="prover"
              reason="nobody revealed a bid"
            />
          </span>
        </Tile>
        <Tile
          label="Time to proof"
          term="request.provingSeconds"
          note={
            <>
              made <Time at={request.createdAt} term="request.createdAt" />
            </>
          }
        >
          <Seconds of={provingSeconds} reason="no proof" />
        </Tile>
      </Tiles>
      <NextSteps timeline={timeline} />
    </>
  );
}

function PriceNote({ timeline: { request } }: { timeline: Timeline }) {
  if (request.price !== null)
    return (
      <>
        <Ratio of={{ bps: bpsOf(request.price, request.maxFee) }} /> of the maximum fee
      </>
    );
  const { phase } = request.clock;
  const soFar = request.secondFee ?? request.winnerFee;
  return soFar === null ? (
    "no bid revealed"
  ) : (
    <>
      {request.refundedAt === null && phase !== "REFUNDABLE" ? "now" : "would have been"}{" "}
      <Brev wei={soFar} />
    </>
  );
}

/** The phase, and what ends it. At its end the answer is asked for again. */
function What({ timeline: { request } }: { timeline: Timeline }) {
  const { phase, endsAt, nextPhase } = request.clock;
  const client = useQueryClient();
  const now = useNow();
  const isOver = endsAt !== null && now > endsAt;
  useEffect(() => {
    if (isOver) void client.invalidateQueries({ queryKey: ["page"] });
  }, [isOver, client]);
  if (endsAt === null)
    return (
      <Tile label="State" term="RequestClock.phase" note={<Settled request={request} />}>
        {capital(words(phase))}
      </Tile>
    );
  return (
    <Tile
      label={`${capital(words(phase))}${isOver ? "" : " ends in"}`}
      term="RequestClock.endsAt"
      note={nextPhase && `then ${words(nextPhase)}`}
    >
      <Countdown to={endsAt} />
    </Tile>
  );
}

function Settled({ request }: { request: Timeline["request"] }) {
  const at = request.slashedAt ?? request.refundedAt ?? request.fulfilledAt;
  if (at === null) return <>{words(request.clock.refundableReason ?? "")}</>;
  return (
    <>
      {request.refundReason && `${words(request.refundReason)}, `}
      <Time at={at} />
    </>
  );
}

/** What can be done about the request now, and until when. */
function NextSteps({ timeline: { request } }: { timeline: Timeline }) {
  const now = useNow();
  const { refundableFrom, refundableReason, slashableUntil, hasProvingWindow, phase } =
    request.clock;
  const isRefundable =
    refundableFrom !== null &&
    refundableFrom <= now &&
    request.refundedAt === null &&
    request.fulfilledAt === null;
  const isSlashable =
    slashableUntil !== null && slashableUntil >= now && request.slashedAt === null;
  return (
    <ul className={styles.next}>
      {isRefundable && (
        <li>
          Can be refunded since <Time at={refundableFrom} term="RequestClock.refundableFrom" />:{" "}
          {words(refundableReason ?? "")}. Anyone may call <code>refund</code>.
        </li>
      )}
      {isSlashable && (
        <li>
          The winner can be slashed until{" "}
          <Time at={slashableUntil} term="RequestClock.slashableUntil" />.
        </li>
      )}
      {phase !== "FULFILLED" && !hasProvingWindow && (
        <li>The deadline is before the end of the reveals: nobody can prove in time.</li>
      )}
      {request.slashedAt !== null && (
        <li>
          Slashed: asked <Brev wei={request.slashAsked} term="request.slashAsked" />, taken{" "}
          <Brev wei={request.slashTaken} term="request.slashTaken" reason="nothing was taken" />{" "}
          BREV.
        </li>
      )}
    </ul>
  );
}
