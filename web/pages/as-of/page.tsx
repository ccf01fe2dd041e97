import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { usePage } from "../../data/client.ts";
import type { AsOfPageQuery } from "../../data/generated/types.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import styles from "../../parts/filters.module.css";
import { Section, Title } from "../../parts/layout.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { Count, Time } from "../../parts/values.tsx";
import { parameterColumns } from "../governance/columns.tsx";
import { AsOfPage as Operation } from "./as-of.gen.ts";
import { proverColumns, sumColumns, sumsOf } from "./columns.tsx";
import { momentOf } from "./search.ts";

/** The network at an earlier block. */
export function AsOfPage() {
  const { block, at } = useSearch({ from: "/as-of" });
  const page = usePage(Operation, { block: block ?? null, at: at ?? null });
  return (
    <>
      <Title>As of</Title>
      <Moment />
      <Loaded page={page} rows={12}>
        {(data) => <Found data={data} />}
      </Loaded>
    </>
  );
}

function Moment() {
  const navigate = useNavigate({ from: "/as-of" });
  const [problem, setProblem] = useState("");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const search = momentOf(String(new FormData(event.currentTarget).get("moment")));
    setProblem(
      search === null ? "Write a block like 5200, or a time like 2026-11-20 14:00 (UTC)." : "",
    );
    if (search !== null) void navigate({ search });
  };
  return (
    <form className={styles.filters} onSubmit={submit}>
      <input
        name="moment"
        aria-label="Block, or time in UTC"
        placeholder="block, or 2026-11-20 14:00"
        size={28}
      />
      <button type="submit">Show</button>
      <button type="button" onClick={() => void navigate({ search: {} })}>
        Now
      </button>
      {problem && <span role="alert">{problem}</span>}
    </form>
  );
}

function Found({ data: { then, now } }: { data: AsOfPageQuery }) {
  if (then === null || now === null)
    return <Empty>Nothing yet: no event of the contracts was before that.</Empty>;
  return (
    <>
      <Section
        title="The network"
        note={
          <>
            After block <Count of={then.block} term="AsOf.block" />,{" "}
            <Time at={then.timestamp} term="AsOf.timestamp" />; and what has changed until block{" "}
            <Count of={now.block} />.
          </>
        }
        beside={<AskYourself operation={Operation} variables={{ block: then.block }} />}
      >
        <Table
          caption="Sums of the network"
          columns={sumColumns}
          rows={sumsOf(then.network, now.network)}
          keyOf={({ name }) => name}
          empty="None."
        />
      </Section>
      <Section title="The rules then">
        <Table
          caption="Parameters then"
          columns={parameterColumns}
          rows={then.parameters}
          keyOf={({ contract, name }) => `${contract} ${name}`}
          empty="None was known."
        />
      </Section>
      <Section
        title="The provers then"
        note={
          <>
            {then.proverCounts.registered} registered: {then.proverCounts.active} active,{" "}
            {then.proverCounts.deactivated} deactivated, {then.proverCounts.jailed} jailed,{" "}
            {then.proverCounts.retired} retired.
          </>
        }
      >
        <Table
          caption="Provers then"
          columns={proverColumns}
          rows={then.provers.items}
          keyOf={({ address }) => address}
          empty="No prover had joined."
        />
      </Section>
    </>
  );
}
