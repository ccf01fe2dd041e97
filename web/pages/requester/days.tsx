import type { RequesterPageQuery } from "../../data/generated/types.ts";
import { exactBrev } from "../../data/numbers.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";

type Known = NonNullable<RequesterPageQuery["requester"]>;

const DAY = 86_400;

/** What a requester asked for and got, day by day. */
export function Days({ requester }: { requester: Known }) {
  const days = fillDays(requester.days?.items ?? []);
  const line = (name: string, tone: 3 | "missed", of: "fulfilled" | "missed") => ({
    name,
    tone,
    values: days.map((day) => day[of]),
    say: (index: number) => String(days[index]![of]),
  });
  const panels = [
    {
      title: "Requests settled",
      kind: "bars" as const,
      height: 80,
      tick: String,
      lines: [line("proven", 3, "fulfilled"), line("missed", "missed", "missed")],
    },
    {
      title: "Requests made",
      kind: "bars" as const,
      height: 60,
      tick: String,
      lines: [
        {
          name: "requests",
          tone: 1 as const,
          values: days.map(({ requests }) => requests),
          say: (index: number) =>
            `${days[index]!.requests}, paid ${exactBrev(days[index]!.fees)} BREV`,
        },
      ],
    },
  ];
  return (
    <SeriesPicture
      buckets={days}
      panels={panels}
      label={`${days.length} days with ${requester.fulfilled} proofs in all.`}
    />
  );
}

type Day = NonNullable<Known["days"]>["items"][number];

/** Days without a row had nothing; given newest first. */
export function fillDays(rows: readonly Day[]) {
  const byStart = new Map(rows.map((day) => [day.start, day]));
  const [first, last] = [rows.at(-1)?.start ?? 0, rows[0]?.start ?? 0];
  const count = rows.length === 0 ? 0 : (last - first) / DAY + 1;
  return Array.from({ length: count }, (_, index) => {
    const start = first + index * DAY;
    const day = byStart.get(start) ?? { requests: 0, fulfilled: 0, missed: 0, fees: "0" };
    return { ...day, start, end: start + DAY, complete: true };
  });
}
