import { useParams } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { RequestPageQuery } from "../../data/generated/types.ts";
import { useNow } from "../../data/head.ts";
import { isId } from "../../data/names.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Phase } from "../../parts/chip.tsx";
import { Section, Title } from "../../parts/layout.tsx";
import { RequestLink } from "../../parts/links.tsx";
import { NotFound } from "../../parts/not-found.tsx";
import { Loaded } from "../../parts/states.tsx";
import { AuctionPicture } from "../../pictures/auction/auction.tsx";
import { auctionOf } from "./auction-of.ts";
import { Details } from "./details.tsx";
import { Figures } from "./figures.tsx";
import { RequestPage as Operation } from "./request.gen.ts";
import { Bids, Eligible, Steps } from "./tables.tsx";

export function RequestPage() {
  const { id } = useParams({ from: "/requests/$id" });
  const known = id.toLowerCase();
  return isId(known) ? <Request key={known} id={known} /> : <NotFound what="request" id={id} />;
}

function Request({ id }: { id: string }) {
  const page = usePage(Operation, { id });
  return (
    <Loaded page={page} rows={12}>
      {(data) =>
        data.requestTimeline === null ? <NotFound what="request" id={id} /> : <Found data={data} />
      }
    </Loaded>
  );
}

function Found({ data }: { data: RequestPageQuery }) {
  const timeline = data.requestTimeline!;
  const { request, steps } = timeline;
  const now = useNow();
  const auction = auctionOf(timeline, data, now);
  return (
    <>
      <Title kind="Request" beside={<Phase of={request.clock.phase} />}>
        <RequestLink id={request.id} full />
      </Title>
      <Figures timeline={timeline} />
      <Section
        title="The auction"
        beside={<AskYourself operation={Operation} variables={{ id: request.id }} />}
        note="Bids are sealed, then revealed; the lowest wins and is paid the second lowest. The column shows where the fee goes."
      >
        <AuctionPicture auction={auction} />
        {steps.pageInfo.hasNextPage && <p>Only the first 500 steps are drawn.</p>}
      </Section>
      <Steps timeline={timeline} />
      <Bids timeline={timeline} />
      {request.clock.phase === "BIDDING" && <Eligible data={data} />}
      <Details timeline={timeline} />
    </>
  );
}
