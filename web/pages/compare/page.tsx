import { useNavigate, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { ComparePageQuery } from "../../data/generated/types.ts";
import { cleanName, shortAddress } from "../../data/names.ts";
import { exactBrev, formatBps, toFloat } from "../../data/numbers.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { Choice } from "../../parts/choice.tsx";
import styles from "../../parts/filters.module.css";
import { Section, Title } from "../../parts/layout.tsx";
import { Address } from "../../parts/links.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Count, Ratio } from "../../parts/values.tsx";
import { tickLabel } from "../../pictures/scale.ts";
import type { Line } from "../../pictures/series/series.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { ComparePick, ComparePage as Operation } from "./compare.gen.ts";
import compare from "./compare.module.css";
import { type Pair, pairsOf } from "./figures.ts";
import { type CompareSearch, windows } from "./search.ts";

export function ComparePage() {
  const search = useSearch({ from: "/provers/compare" });
  const navigate = useNavigate({ from: "/provers/compare" });
  const choose = (change: CompareSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }) });
  const { a, b, days = 30 } = search;
  return (
    <>
      <Title
        beside={
          <Choice
            label="Days"
            values={windows}
            chosen={days as (typeof windows)[number]}
            nameOf={(value) => `${value} d`}
            choose={(days) => choose({ days })}
          />
        }
      >
        Compare provers
      </Title>
      {a !== undefined && b !== undefined ? (
        <Compared key={`${a} ${b}`} a={a} b={b} days={days} choose={choose} />
      ) : (
        <Pick search={search} choose={choose} />
      )}
    </>
  );
}

function Pick({ search, choose }: { search: CompareSearch; choose(change: CompareSearch): void }) {
  const page = usePage(ComparePick, { days: search.days ?? 30 });
  return (
    <Loaded page={page} rows={4}>
      {({ proverReturns: { items } }) => (
        <div className={styles.filters}>
          {(["a", "b"] as const).map((side) => (
            <select
              key={side}
              aria-label={side === "a" ? "The one prover" : "The other prover"}
              value={search[side] ?? ""}
              onChange={({ target }) => choose({ [side]: target.value || undefined })}
            >
              <option value="">{side === "a" ? "Choose a prover" : "… and another"}</option>
              {items.map(({ prover }) => (
                <option key={prover.address} value={prover.address}>
                  {cleanName(prover.name)} {shortAddress(prover.address)}
                </option>
              ))}
            </select>
          ))}
        </div>
      )}
    </Loaded>
  );
}

function Compared({
  a,
  b,
  days,
  choose,
}: {
  a: string;
  b: string;
  days: number;
  choose(change: CompareSearch): void;
}) {
  const { from, isKnown } = useRange({ days });
  const variables = { a, b, from, days };
  const page = usePage(Operation, variables, { enabled: isKnown });
  return (
    <Loaded page={page} rows={12}>
      {(data) => (
        <>
          <div className={styles.filters}>
            <button type="button" onClick={() => choose({ a: b, b: a })}>
              ⇄ Swap
            </button>
            <button type="button" onClick={() => choose({ b: undefined })}>
              Another
            </button>
          </div>
          <Section
            title="Side by side"
            note="The better side is marked; equal ones too."
            beside={<AskYourself operation={Operation} variables={variables} />}
          >
            <Pairs data={data} a={a} b={b} />
          </Section>
          <HeadToHead data={data} b={b} />
          <Section title="Over time">
            <Drawn data={data} />
          </Section>
        </>
      )}
    </Loaded>
  );
}

const sideOf = (data: ComparePageQuery, address: string, side: "a" | "b") => ({
  returns: data.proverReturns.items.find(({ prover }) => prover.address === address),
  total: data[side]?.total,
});

function Pairs({ data, a, b }: { data: ComparePageQuery; a: string; b: string }) {
  const [left, right] = [sideOf(data, a, "a"), sideOf(data, b, "b")];
  if (!left.returns || !right.returns)
    return <Empty>One of them never was a prover. Choose another.</Empty>;
  const marked = (pair: Pair, side: "a" | "b") => (
    <>
      {pair[side]}
      <span className={compare.mark}>
        {pair.better === side ? "✓" : pair.better === "equal" ? "=" : ""}
      </span>
    </>
  );
  const head = (address: string, name: string) => cleanName(name) || shortAddress(address);
  const columns: readonly Column<Pair>[] = [
    {
      head: "Figure",
      cell: ({ name }) => name,
      csv: [{ head: "figure", cell: ({ name }) => name }],
    },
    {
      head: `A: ${head(a, left.returns.prover.name)}`,
      isNumber: true,
      cell: (pair) => marked(pair, "a"),
      csv: [{ head: a, cell: (pair) => pair.a }],
    },
    {
      head: `B: ${head(b, right.returns.prover.name)}`,
      isNumber: true,
      cell: (pair) => marked(pair, "b"),
      csv: [{ head: b, cell: (pair) => pair.b }],
    },
  ];
  return (
    <>
      <p>
        A <Address of={a} name={left.returns.prover.name} as="prover" /> against B{" "}
        <Address of={b} name={right.returns.prover.name} as="prover" />
      </p>
      <Table
        caption="Provers compared"
        columns={columns}
        rows={pairsOf(left, right)}
        keyOf={({ name }) => name}
        empty="Nothing to compare."
      />
    </>
  );
}

function HeadToHead({ data, b }: { data: ComparePageQuery; b: string }) {
  const rival = data.proverRivals.items.find(({ prover }) => prover.address === b);
  return (
    <Section title="Head to head">
      {rival === undefined ? (
        <Empty>
          They did not meet in an auction in this time, or are not among the 100 that met most.
        </Empty>
      ) : (
        <p>
          They met in <Count of={rival.meetings.numerator} term="CountRatio.numerator" /> auctions:
          A won <Count of={rival.won} term="Rival.won" />, B won{" "}
          <Count of={rival.lost} term="Rival.lost" />, others{" "}
          <Count of={rival.wonByOthers} term="Rival.wonByOthers" />. Of those that either won, A won{" "}
          <Ratio of={rival.headToHead} term="CountRatio.bps" reason="neither won" />.
        </p>
      )}
    </Section>
  );
}

function Drawn({ data }: { data: ComparePageQuery }) {
  const days = data.a?.days ?? data.b?.days ?? [];
  if (days.length === 0) return <Empty>Nothing in this time.</Empty>;
  const rate = (
    name: string,
    tone: Line["tone"],
    rows: NonNullable<ComparePageQuery["a"]>["days"],
  ): Line => {
    const byStart = new Map(rows.map(({ start, winRate }) => [start, winRate.bps]));
    const values = days.map(({ start }) => byStart.get(start) ?? null);
    return {
      name,
      tone,
      values: values.map((bps) => (bps === null ? null : bps / 100)),
      say: (index) => (values[index] == null ? "– (no auction)" : formatBps(values[index])),
    };
  };
  const price = (name: string, tone: Line["tone"], prices: ComparePageQuery["pricesA"]): Line => {
    const byStart = new Map(
      prices?.buckets.map(({ start, after }) => [start, after?.price ?? null]),
    );
    const values = days.map(({ start }) => byStart.get(start) ?? null);
    const first = values.find((value) => value !== null) ?? null;
    return {
      name,
      tone,
      // Indexed: the first known price is 100.
      values: values.map((value) =>
        value === null || first === null ? null : (100 * toFloat(value)) / toFloat(first),
      ),
      say: (index) => (values[index] == null ? "–" : `${exactBrev(values[index])} BREV a share`),
    };
  };
  return (
    <SeriesPicture
      buckets={days.map(({ start, end }) => ({ start, end, complete: true }))}
      label={`Share price and win rate over ${days.length} days.`}
      panels={[
        {
          title: "Price of a share, 100 at the start",
          kind: "steps",
          height: 110,
          tick: (value) => tickLabel(value, 1),
          lines: [price("A", 1, data.pricesA), price("B", 2, data.pricesB)],
        },
        {
          title: "Win rate, %",
          kind: "lines",
          height: 90,
          tick: String,
          lines: [rate("A", 1, data.a?.days ?? []), rate("B", 2, data.b?.days ?? [])],
        },
      ]}
    />
  );
}
