import { useNavigate, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { NetworkPageQuery } from "../../data/generated/types.ts";
import { milestonesOf } from "../../data/milestones.ts";
import { counted } from "../../data/numbers.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Span } from "../../parts/choice.tsx";
import { Columns, Later, Section, Title } from "../../parts/layout.tsx";
import { Loaded } from "../../parts/states.tsx";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { Figures, OpenByPhase, Rules } from "./figures.tsx";
import { NetworkPage as Operation } from "./network.gen.ts";
import { panelsOf } from "./panels.ts";
import { EndingNext, Newest, TopReturns } from "./tables.tsx";

export function NetworkPage() {
  const search = useSearch({ from: "/" });
  const navigate = useNavigate({ from: "/" });
  const { isKnown, from, to, unit } = useRange(search);
  const variables = { from, to, unit };
  const page = usePage(Operation, variables, { enabled: isKnown });
  const isEmpty = page.data?.networkOverview.now.provers === 0;
  return (
    <>
      <Title
        beside={
          <p>
            An open market for zero-knowledge proofs: requesters offer a fee, provers bid for the
            work, stakers stand behind them. ▲▼ against the day before.
          </p>
        }
      >
        ProverNet
      </Title>
      <Loaded page={page} rows={14}>
        {(data) => (
          <>
            <Figures data={data} />
            <OpenByPhase of={data.networkOverview.now.openRequests} />
            {isEmpty && <Rules data={data} />}
            <Later>
              <Section
                title="Over time"
                beside={
                  <span>
                    <Span
                      days={search.from === undefined ? (search.days ?? 30) : null}
                      choose={(days) => void navigate({ search: { days }, resetScroll: false })}
                    />{" "}
                    <AskYourself operation={Operation} variables={variables} />
                  </span>
                }
              >
                <Series
                  data={data}
                  choose={(search) => void navigate({ search, resetScroll: false })}
                />
              </Section>
              <EndingNext data={data} />
              <Columns>
                <Newest data={data} />
                <TopReturns data={data} />
              </Columns>
              {!isEmpty && <Rules data={data} />}
            </Later>
          </>
        )}
      </Loaded>
    </>
  );
}

function Series({
  data,
  choose,
}: {
  data: NetworkPageQuery;
  choose(search: { from: number; to: number }): void;
}) {
  const { points } = data.marketSeries;
  const sumOf = (name: "requests" | "fulfilled" | "deadlinesMissed") =>
    points.reduce((total, point) => total + point[name], 0);
  return (
    <SeriesPicture
      buckets={points}
      panels={panelsOf(points)}
      milestones={milestonesOf(data, data.slashes)}
      label={`${counted(sumOf("requests"), "request")}, ${sumOf("fulfilled")} proven, ${counted(sumOf("deadlinesMissed"), "deadline")} missed in ${counted(points.length, "bucket")}.`}
      onBrush={(from, to) => choose({ from, to })}
    />
  );
}
