import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { usePage } from "../../data/client.ts";
import type { FeedPageQuery } from "../../data/generated/types.ts";
import { fileOf } from "../../data/links.ts";
import { useList } from "../../data/list.ts";
import { minute } from "../../data/times.ts";
import { useRange } from "../../data/use-range.ts";
import { words } from "../../parts/chip.tsx";
import { Choice } from "../../parts/choice.tsx";
import * as column from "../../parts/columns.tsx";
import styles from "../../parts/filters.module.css";
import { Section, Title } from "../../parts/layout.tsx";
import { Address, Transaction } from "../../parts/links.tsx";
import { Listed } from "../../parts/listed.tsx";
import { News } from "../../parts/news.tsx";
import type { Column } from "../../parts/table.tsx";
import { ByHour } from "./by-hour.tsx";
import { FeedNewest, FeedPage as Operation } from "./feed.gen.ts";
import { groups } from "./groups.ts";
import { type FeedSearch, type Group, groupNames, parseFeed } from "./search.ts";

type Event = FeedPageQuery["feed"]["items"][number];

const columns: readonly Column<Event>[] = [
  column.time("Time", "activity.timestamp", ({ timestamp }) => timestamp),
  column.count("Block", "activity.block", ({ block }) => block, { isLesser: true }),
  column.text("What", "activity.kind", ({ kind }) => kind, { show: ({ kind }) => words(kind) }),
  column.request(({ requestId }) => requestId),
  column.prover("Prover", column.named, { reason: "about no prover" }),
  column.address("Account", ({ account }) => account, { isLesser: true, reason: "none" }),
  column.amount("Amount", "activity.amount", ({ amount }) => amount, {
    reason: "this event has no amount",
  }),
  column.transaction(({ transaction }) => transaction),
];

/** A filter that is set, and can be taken away. */
function Filter({ name, children }: { name: keyof FeedSearch; children: ReactNode }) {
  const navigate = useNavigate({ from: "/feed" });
  return (
    <button
      type="button"
      className={styles.chip}
      onClick={() =>
        void navigate({ search: (before) => parseFeed({ ...before, [name]: undefined }) })
      }
    >
      {children} ×<span className="hidden">, take away</span>
    </button>
  );
}

/** Everything the contracts said, as it comes. */
export function FeedPage() {
  const { group, account, transaction, block, from, to } = useSearch({ from: "/feed" });
  const navigate = useNavigate({ from: "/feed" });
  const [isPaused, setPaused] = useState(false);
  const asked = {
    kinds: group ? [...groups[group]] : null,
    account: account ?? null,
    transaction: transaction ?? null,
    block: block ?? null,
    from: from ?? null,
    to: to ?? null,
  };
  const week = useRange({ days: 7 });
  const byHour = !account && !transaction && block === undefined;
  const list = useList(Operation, { ...asked, limit: 50 }, ({ feed }) => feed);
  const newest = usePage(
    FeedNewest,
    { ...asked, since: week.from, byHour },
    { enabled: week.isKnown && list.isSuccess && !isPaused },
  );
  const first = list.rows?.[0]?.id;
  const fresh =
    newest.data?.feed.items.filter(({ id }) => first !== undefined && BigInt(id) > BigInt(first))
      .length ?? 0;
  return (
    <>
      <Title
        beside={
          <Choice
            label="Which events"
            values={["all", ...groupNames]}
            chosen={group ?? "all"}
            nameOf={(name) => words(name)}
            choose={(name) =>
              void navigate({
                search: (before) => ({
                  ...before,
                  group: name === "all" ? undefined : (name as Group),
                }),
              })
            }
          />
        }
      >
        Feed
      </Title>
      <div className={styles.filters}>
        {account && <Filter name="account">Account</Filter>}
        {account && <Address of={account} />}
        {transaction && <Filter name="transaction">Transaction</Filter>}
        {transaction && <Transaction hash={transaction} />}
        {block !== undefined && <Filter name="block">Block {block}</Filter>}
        {from !== undefined && to !== undefined && (
          <Filter name="from">
            {minute(from)} to {minute(to)} UTC
          </Filter>
        )}
        <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
          {isPaused ? "Resume" : "Pause"}
        </button>
      </div>
      {byHour && (
        <ByHour
          hours={newest.data?.eventCounts ?? []}
          group={group}
          choose={(span) =>
            void navigate({ search: (before) => ({ ...before, ...span }), resetScroll: false })
          }
        />
      )}
      <Section title="Events">
        <News
          count={isPaused || list.isPlaceholderData || newest.isPlaceholderData ? 0 : fresh}
          show={() => void list.refetch()}
        />
        <Listed
          list={list}
          rows={list.rows}
          caption="Events"
          columns={columns}
          keyOf={({ id }) => id}
          file={fileOf("feed", asked)}
          empty="No such event yet. Choose other events."
        />
      </Section>
    </>
  );
}
