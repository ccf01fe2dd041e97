import { useQuery } from "@tanstack/react-query";
import { ask } from "../../data/ask.ts";
import type { IntegrityPageQuery } from "../../data/generated/types.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { words } from "../../parts/chip.tsx";
import { Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Count, Missing, Seconds, Time } from "../../parts/values.tsx";
import { Answering } from "./answering.tsx";
import { comparisonColumns, invariantColumns, statisticColumns } from "./columns.tsx";
import { IntegrityPage as Operation } from "./integrity.gen.ts";
import styles from "./integrity.module.css";

/** How far the figures can be trusted. Dear to answer: asked once, and again on demand. */
export function IntegrityPage() {
  const page = useQuery({
    queryKey: ["integrity"],
    queryFn: ({ signal }) => ask(Operation, {}, signal),
  });
  return (
    <>
      <Title
        beside={
          <button type="button" className={styles.again} onClick={() => void page.refetch()}>
            Check again
          </button>
        }
      >
        Integrity
      </Title>
      <Loaded page={page} rows={12}>
        {(data) => <Found data={data} />}
      </Loaded>
    </>
  );
}

function Found({
  data: { meta, invariants, lastVerification: last, laterVerifications, contractStatistics },
}: {
  data: IntegrityPageQuery;
}) {
  const broken = invariants.filter(({ holds }) => !holds).length;
  return (
    <>
      <Tiles>
        <Tile
          label="Rules that must hold"
          note={broken === 0 ? "all hold" : `${broken} broken: a figure is wrong`}
        >
          <span className={styles.holds} data-holds={broken === 0}>
            {broken === 0 ? "✓" : "✕"} {invariants.length - broken} of {invariants.length}
          </span>
        </Tile>
        <Tile
          label="Compared with the contracts"
          term="Verification.compared"
          note={
            last ? (
              <>
                at block <Count of={last.block} term="Verification.block" />,{" "}
                <Time at={last.comparedAt} term="Verification.comparedAt" />
              </>
            ) : (
              <code>npm run verify</code>
            )
          }
        >
          {last ? (
            <>
              <Count of={last.equal} term="Verification.equal" /> of <Count of={last.compared} />{" "}
              equal
            </>
          ) : (
            <Missing reason="never compared on this database" />
          )}
        </Tile>
        <Tile label="Behind the chain by" term="IndexMeta.lagSeconds">
          <Seconds of={meta.lagSeconds} reason="nothing is indexed yet" />
        </Tile>
      </Tiles>
      <Section
        title="Rules"
        note="Recomputed from the rows just now, at the block in the head of this page. Sides are in wei unless the rule says otherwise."
        beside={<AskYourself operation={Operation} variables={{}} />}
      >
        <Table
          caption="Rules that must hold"
          columns={invariantColumns}
          rows={[...invariants].sort((a, b) => Number(a.holds) - Number(b.holds))}
          keyOf={({ name }) => name}
          empty="None."
        />
      </Section>
      <Section
        title="Comparisons with the contracts"
        note={
          <>
            The last one that asked everything and could tell, and those since.{" "}
            <code>npm run verify</code> makes one.
          </>
        }
      >
        <Table
          caption="Comparisons"
          columns={comparisonColumns}
          rows={[...laterVerifications, ...(last ? [last] : [])]}
          keyOf={({ comparedAt, block }) => `${comparedAt} ${block}`}
          empty="Nothing was compared on this database yet."
        />
      </Section>
      {contractStatistics && (
        <Section
          title="The contract's own statistics"
          note={`They leave things out by design. ${
            contractStatistics.reasons.includes("SAME")
              ? "They do not differ from plain counts now"
              : `Why they differ from plain counts now: ${contractStatistics.reasons.map(words).join(", ")}`
          }. Fees are in wei.`}
        >
          <Table
            caption="Statistics of the contract"
            columns={statisticColumns}
            rows={contractStatistics.figures}
            keyOf={({ name }) => name}
            empty="The contract shows none."
          />
        </Section>
      )}
      <Answering meta={meta} />
    </>
  );
}
