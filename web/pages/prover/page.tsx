import {
  Link,
  lazyRouteComponent,
  useNavigate,
  useParams,
  useSearch,
} from "@tanstack/react-router";
import { type ComponentType, Suspense } from "react";
import { isAddress } from "../../data/names.ts";
import type { RangeSearch } from "../../data/range.ts";
import { capital } from "../../parts/chip.tsx";
import { Span } from "../../parts/choice.tsx";
import { NotFound } from "../../parts/not-found.tsx";
import { Skeleton } from "../../parts/states.tsx";
import styles from "../../parts/tabs.module.css";
import { isTab, type Tab, tabs } from "./search.ts";

/** What each tab of a prover gets. */
export type TabProps = Readonly<{
  address: string;
  search: RangeSearch;
  choose(search: RangeSearch): void;
  /** The way to the other tabs, shown under the head. */
  bar: React.ReactNode;
}>;

/** Each is fetched when it is opened: together they are more than the other pages. */
const views: Readonly<Record<Tab, ComponentType<TabProps>>> = {
  now: lazyRouteComponent(() => import("./now.tsx"), "NowTab"),
  load: lazyRouteComponent(() => import("./load.tsx"), "LoadTab"),
  bids: lazyRouteComponent(() => import("./bids.tsx"), "BidsTab"),
  vault: lazyRouteComponent(() => import("./vault.tsx"), "VaultTab"),
  history: lazyRouteComponent(() => import("./history.tsx"), "HistoryTab"),
};

export function ProverPage() {
  const { address, tab = "now" } = useParams({ strict: false });
  const known = address?.toLowerCase() ?? "";
  if (!isAddress(known)) return <NotFound what="prover" id={address ?? ""} />;
  if (!isTab(tab)) return <NotFound what="view" id={tab} />;
  return <Prover key={known} address={known} tab={tab} />;
}

function Prover({ address, tab }: { address: string; tab: Tab }) {
  const search = useSearch({ strict: false }) as RangeSearch;
  const navigate = useNavigate();
  const choose = (search: RangeSearch) =>
    void navigate({
      to: "/provers/$address/$tab",
      params: { address, tab },
      search,
      resetScroll: false,
    });
  const View = views[tab];
  const hasSpan = tab !== "now" && tab !== "history";
  const bar = (
    <div className={styles.bar}>
      <nav className={styles.tabs} aria-label="Views of the prover">
        {tabs.map((other) => (
          <Link
            key={other}
            to="/provers/$address/$tab"
            params={{ address, tab: other }}
            search={search}
            resetScroll={false}
            aria-current={other === tab ? "page" : undefined}
          >
            {capital(other)}
          </Link>
        ))}
      </nav>
      {hasSpan && (
        <Span
          days={search.from === undefined ? (search.days ?? 30) : null}
          choose={(days) => choose({ days })}
        />
      )}
    </div>
  );
  return (
    <Suspense fallback={<Skeleton rows={12} />}>
      <View key={tab} address={address} search={search} choose={choose} bar={bar} />
    </Suspense>
  );
}
