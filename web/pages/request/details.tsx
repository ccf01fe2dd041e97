import { Columns, Fact, Facts, Section } from "../../parts/layout.tsx";
import { Address, Program, Transaction, UncheckedUrl } from "../../parts/links.tsx";
import { Count, Missing, Time } from "../../parts/values.tsx";
import type { Timeline } from "./auction-of.ts";
import styles from "./request.module.css";
import { Waterfall } from "./waterfall.tsx";

export function Details({ timeline }: { timeline: Timeline }) {
  const { request, proof } = timeline;
  return (
    <>
      <Columns>
        <Section title="Where the fee went">
          <Waterfall timeline={timeline} />
        </Section>
        <Section title="The proof">
          {proof === null ? (
            <p>No proof was accepted{request.clock.endsAt === null ? "" : " yet"}.</p>
          ) : (
            <Facts>
              <Fact label="Accepted" term="proof.timestamp">
                <Time at={proof.timestamp} />
              </Fact>
              <Fact label="Verifier" term="proof.verifier">
                <Address of={proof.verifier} reason="not known" />
              </Fact>
              <Fact label="Sent by" term="proof.sender">
                <Address of={proof.sender} />
              </Fact>
              <Fact label="Transaction">
                <Transaction hash={proof.transaction} />
              </Fact>
              <Fact label="Words" term="proof.words">
                <code className={styles.words}>{String(proof.words)}</code>
              </Fact>
            </Facts>
          )}
        </Section>
      </Columns>
      <Section title="The request" note="Files are named by the requester and never loaded here.">
        <Facts>
          <Fact label="Requester" term="request.requester">
            <Address of={request.requester} as="requester" />
          </Fact>
          <Fact label="Program" term="request.vk">
            <Program vk={request.vk} />
          </Fact>
          <Fact label="Made" term="request.createdAt">
            <Time at={request.createdAt} />
          </Fact>
          <Fact label="Block" term="request.createdBlock">
            <Count of={request.createdBlock} />
          </Fact>
          <Fact label="Transaction">
            <Transaction hash={request.createdTransaction} />
          </Fact>
          <Fact label="Deadline" term="request.deadline">
            <Time at={request.deadline} />
          </Fact>
          <Fact label="Nonce" term="request.nonce">
            <Count of={request.nonce} />
          </Fact>
          <Fact label="Verifier's version" term="request.version">
            <Count of={request.version} />
          </Fact>
          <Fact label="Digest of public values" term="request.publicValuesDigest">
            <code>{request.publicValuesDigest}</code>
          </Fact>
          <Fact label="Binary" term="request.imgUrl">
            <UncheckedUrl raw={request.imgUrl} />
          </Fact>
          <Fact label="Input" term="request.inputUrl">
            <UncheckedUrl raw={request.inputUrl} />
          </Fact>
          <Fact label="Input bytes" term="request.inputSize">
            <Count of={request.inputSize} />
          </Fact>
          <Fact label="Input hash" term="request.inputHash">
            {request.inputHash === null ? (
              <Missing reason="none given" />
            ) : (
              <code>{request.inputHash}</code>
            )}
          </Fact>
        </Facts>
      </Section>
    </>
  );
}
