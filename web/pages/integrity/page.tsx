import { useQuery } from "@tanstack/react-query";
import { ask } from "../../data/ask.ts";
import type { IntegrityPageQuery } from "../../data/generated/types.ts";
import { shortId } from "../../data/names.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import * as column from "../../parts/columns.tsx";
import { Fact, Facts, Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Count, Missing, Seconds, Time } from "../../parts/values.tsx";
import { IntegrityPage as Operation } from "./integrity.gen.ts";
import styles from "./integrity.module.css";

type Invariant = IntegrityPageQuery["invariants"][number];

const columns: readonly Column<Invariant>[] = [
  column.text("What must hold", "Invariant.meaning", ({ meaning }) => meaning, {
    show: ({ meaning }) => <span className={styles.meaning}>{meaning}</span>,
  }),
  column.text("Holds", "Invariant.holds", ({ holds }) => (holds ? "✓ holds" : "✕ broken"), {
    show: ({ holds }) => (
      <span data-holds={holds} className={styles.holds}>
        {holds ? "✓ holds" : "✕ broken"}
      </span>
    ),
  }),
  column.count("Left", "Invariant.left", ({ left }) => left),
  column.count("Right", "Invariant.right", ({ right }) => right),
  column.count("Rows that differ", "Invariant.exceptions", ({ exceptions }) => exceptions),
  column.count("Sent by mistake", "Invariant.stray", ({ stray }) => stray, {
    isLesser: true,
    reason: "nothing may be left over",
  }),
];

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
  data: { meta, invariants, lastVerification: last },
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
              "npm run verify does it"
            )
          }
        >
          {last ? (
            <>
              <Count of={last.equal} term="Verification.equal" /> of{" "}
              <Count of={last.compared} term="Verification.compared" /> equal
            </>
          ) : (
            <Missing reason="never compared on this database" />
          )}
        </Tile>
        <Tile label="Behind the chain by" term="IndexMeta.lagSeconds">
          <Seconds
            of={meta.lagSeconds}
            term="IndexMeta.lagSeconds"
            reason="nothing is indexed yet"
          />
        </Tile>
      </Tiles>
      <Section
        title="Rules"
        note="Recomputed from the rows just now, at the block in the head of this page. Sides are in wei unless the rule says otherwise."
        beside={<AskYourself operation={Operation} variables={{}} />}
      >
        <Table
          caption="Rules that must hold"
          columns={columns}
          rows={invariants}
          keyOf={({ name }) => name}
          empty="None."
        />
      </Section>
      <Section title="What answers">
        <Facts>
          <Fact label="Block" term="IndexMeta.block">
            <Count
              of={meta.block?.number ?? null}
              term="IndexMeta.block"
              reason="nothing is indexed yet"
            />
          </Fact>
          <Fact label="Its hash" term="Block.hash">
            {meta.block?.hash ? (
              <code>{shortId(meta.block.hash)}</code>
            ) : (
              <Missing reason="not known yet" />
            )}
          </Fact>
          <Fact label="Its time" term="Block.timestamp">
            <Time
              at={meta.block?.timestamp ?? null}
              term="Block.timestamp"
              reason="nothing is indexed yet"
            />
          </Fact>
          <Fact label="Final up to block" term="IndexMeta.finalized">
            <Count
              of={meta.finalized?.number ?? null}
              term="IndexMeta.finalized"
              reason="nothing is indexed yet"
            />
          </Fact>
          <Fact label="All history indexed" term="IndexMeta.ready">
            {meta.ready ? "yes" : "not yet"}
          </Fact>
          <Fact label="Chain" term="IndexMeta.chainId">
            {meta.chainId}
          </Fact>
          <Fact label="Every token transfer indexed" term="IndexMeta.allTransfers">
            {meta.allTransfers === false ? "no, vaults are sampled" : "yes"}
          </Fact>
          <Fact label="Last sample" term="IndexMeta.sampledAt">
            <Time at={meta.sampledAt} term="IndexMeta.sampledAt" reason="not sampled" />
          </Fact>
          <Fact label="Versions" term="IndexMeta.versions">
            indexer {meta.versions.indexer}, Ponder {meta.versions.ponder}, Node{" "}
            {meta.versions.node}
          </Fact>
        </Facts>
      </Section>
    </>
  );
}
