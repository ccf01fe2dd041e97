import type { IntegrityPageQuery } from "../../data/generated/types.ts";
import { shortId } from "../../data/names.ts";
import { Fact, Facts, Section } from "../../parts/layout.tsx";
import { Count, Missing, Time } from "../../parts/values.tsx";

/** What the figures come from. */
export function Answering({ meta }: Pick<IntegrityPageQuery, "meta">) {
  return (
    <Section title="What answers">
      <Facts>
        <Fact label="Block" term="IndexMeta.block">
          <Count of={meta.block?.number ?? null} reason="nothing is indexed yet" />
        </Fact>
        <Fact label="Its hash" term="Block.hash">
          {meta.block?.hash ? (
            <code>{shortId(meta.block.hash)}</code>
          ) : (
            <Missing reason="not known yet" />
          )}
        </Fact>
        <Fact label="Its time" term="Block.timestamp">
          <Time at={meta.block?.timestamp ?? null} reason="nothing is indexed yet" />
        </Fact>
        <Fact label="Final up to block" term="IndexMeta.finalized">
          <Count of={meta.finalized?.number ?? null} reason="nothing is indexed yet" />
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
          <Time at={meta.sampledAt} reason="not sampled" />
        </Fact>
        <Fact label="Versions" term="IndexMeta.versions">
          indexer {meta.versions.indexer}, Ponder {meta.versions.ponder}, Node {meta.versions.node}
        </Fact>
      </Facts>
    </Section>
  );
}
