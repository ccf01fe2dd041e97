import { useNavigate, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { ComparePageQuery } from "../../data/generated/types.ts";
import { useRange } from "../../data/use-range.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { WindowChoice } from "../../parts/choice.tsx";
import { Dumbbell } from "../../parts/dumbbell.tsx";
import styles from "../../parts/filters.module.css";
import { Section, Title } from "../../parts/layout.tsx";
import { Address } from "../../parts/links.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Count, Counted, Ratio } from "../../parts/values.tsx";
import { ComparePage as Operation } from "./compare.gen.ts";
import compare from "./compare.module.css";
import { Drawn } from "./drawn.tsx";
import { type Pair, pairsOf } from "./figures.ts";
import { Pick } from "./pick.tsx";
import type { CompareSearch } from "./search.ts";

export function ComparePage() {
  const search = useSearch({ from: "/provers/compare" });
  const navigate = useNavigate({ from: "/provers/compare" });
  const choose = (change: CompareSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }) });
  const { a, b, days = 30 } = search;
  return (
    <>
      <Title beside={<WindowChoice days={days} choose={(days) => choose({ days })} />}>
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
              Another rival
            </button>
          </div>
          <Section
            title="Side by side"
            note="✓ marks the better side, = an equal one."
            beside={<AskYourself operation={Operation} variables={variables} />}
          >
            <Pairs data={data} a={a} b={b} />
          </Section>
          <HeadToHead data={data} />
          <Section title="Over time">
            <Drawn data={data} a={a} b={b} />
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
  const columns: readonly Column<Pair>[] = [
    {
      head: "Figure",
      cell: ({ name }) => name,
      csv: [{ head: "figure", cell: ({ name }) => name }],
    },
    {
      head: "● A",
      isNumber: true,
      cell: (pair) => marked(pair, "a"),
      csv: [{ head: a, cell: (pair) => pair.a }],
    },
    { head: "On one scale", cell: ({ drawn }) => drawn && <Apart of={drawn} /> },
    {
      head: "◆ B",
      isNumber: true,
      cell: (pair) => marked(pair, "b"),
      csv: [{ head: b, cell: (pair) => pair.b }],
    },
  ];
  return (
    <>
      <p>
        ● A <Address of={a} name={left.returns.prover.name} as="prover" /> against ◆ B{" "}
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

/** Each figure has a scale of its own, from zero to the greater. */
function Apart({ of: [a, b] }: { of: readonly [number, number] }) {
  return <Dumbbell a={a} b={b} least={Math.min(0, a, b)} most={Math.max(0, a, b)} />;
}

function HeadToHead({ data }: { data: ComparePageQuery }) {
  const [rival] = data.proverRivals.items;
  return (
    <Section title="Head to head">
      {rival === undefined || rival.meetings.numerator === 0 ? (
        <Empty>They did not meet in an auction in this time.</Empty>
      ) : (
        <p>
          They met in{" "}
          <Counted of={rival.meetings.numerator} term="CountRatio.numerator" one="auction" /> and
          both revealed in <Count of={rival.duels} term="Rival.duels" />: A bid less in{" "}
          <Count of={rival.below} term="Rival.below" />, B in{" "}
          <Count of={rival.above} term="Rival.above" />, the same in{" "}
          <Count of={rival.same} term="Rival.same" />. A won{" "}
          <Count of={rival.won} term="Rival.won" />, B won{" "}
          <Count of={rival.lost} term="Rival.lost" />, others{" "}
          <Count of={rival.wonByOthers} term="Rival.wonByOthers" />. Of those that either won, A won{" "}
          <Ratio of={rival.headToHead} term="CountRatio.bps" reason="neither won" />.
        </p>
      )}
    </Section>
  );
}
