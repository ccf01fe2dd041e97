import type { FeedNewestQuery } from "../../data/generated/types.ts";
import { counted } from "../../data/numbers.ts";
import { Section } from "../../parts/layout.tsx";
import { linesOver, plainTick } from "../../pictures/series/lines.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { groups } from "./groups.ts";
import { type Group, groupNames } from "./search.ts";

type Hour = NonNullable<FeedNewestQuery["eventCounts"]>[number];

const tones = {
  auctions: 1,
  settlements: 3,
  stakes: 2,
  rewards: 4,
  provers: 5,
  governance: 6,
} as const satisfies Record<Group, number>;

/** Events of each hour by what they are about; drawn empty until they are known, so that nothing moves. */
export function ByHour({
  hours,
  group,
  choose,
}: {
  hours: readonly Hour[];
  group: Group | undefined;
  choose(span: { from: number; to: number }): void;
}) {
  const countOf = (kinds: Hour["kinds"], name: Group) =>
    kinds.reduce(
      (sum, { kind, count }) => (groups[name].some((known) => known === kind) ? sum + count : sum),
      0,
    );
  const { counts } = linesOver(hours);
  const names = group === undefined ? groupNames : [group];
  return (
    <Section title="By hour" note="Seven days, in UTC. Drag over hours to see their events.">
      <SeriesPicture
        buckets={hours}
        panels={[
          {
            title: "Events",
            kind: "bars",
            height: 90,
            tick: plainTick,
            lines: names.map((name) =>
              counts(name, tones[name], ({ kinds }) => countOf(kinds, name)),
            ),
          },
        ]}
        label={`Events in each of ${counted(hours.length, "hour")}.`}
        onBrush={(from, to) => choose({ from, to })}
      />
    </Section>
  );
}
