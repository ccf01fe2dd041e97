import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { head, theme, timeStyle, useAge } from "../data/head.ts";
import { formatSeconds, grouped } from "../data/numbers.ts";
import { usePulse } from "../data/pulse.ts";
import { useScrollBack } from "../data/scroll.ts";
import { useStore } from "../data/store.ts";
import type { TimeStyle } from "../data/times.ts";
import { Banners } from "./banners.tsx";
import { notice } from "./copy.ts";
import { Search } from "./search.tsx";
import styles from "./shell.module.css";

const pages = [
  ["/", "Network"],
  ["/requests", "Requests"],
  ["/provers", "Provers"],
  ["/requesters", "Requesters"],
  ["/programs", "Programs"],
  ["/fees", "Fees"],
  ["/vaults", "Vaults"],
  ["/market", "Market"],
  ["/governance", "Governance"],
  ["/as-of", "As of"],
  ["/feed", "Feed"],
  ["/integrity", "Integrity"],
] as const;

/** What is around every page. */
export function Shell() {
  usePulse();
  useScrollBack();
  useTheme();
  useTitle();
  const said = useStore(notice);
  return (
    <>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <header className={styles.header}>
        <div className={styles.bar}>
          <Link to="/" className={styles.brand}>
            <img src="/favicon.svg" width="24" height="24" alt="" /> ProverNet
          </Link>
          <HeadOfChain />
          <Search />
          <Preferences />
        </div>
        <Pages />
      </header>
      <Banners />
      <main id="content" className={styles.content} tabIndex={-1}>
        <Outlet />
      </main>
      <footer className={styles.footer}>
        <Foot />
      </footer>
      <div className={styles.notice} role="status" data-shown={said !== ""}>
        {said}
      </div>
    </>
  );
}

/** The way to every page; on a narrow window in one row, in which the open page is brought into sight. */
function Pages() {
  const self = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: which link is of the open page hangs on the path
  useEffect(() => {
    const open = self.current?.querySelector<HTMLElement>("[aria-current=page]");
    if (open) self.current!.scrollLeft = open.offsetLeft - self.current!.offsetLeft - 16;
  }, [path]);
  return (
    <nav ref={self} className={styles.nav} aria-label="Pages">
      {pages.map(([to, name]) => (
        <Link key={to} to={to} activeOptions={{ exact: to === "/", includeSearch: false }}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

/** The block all figures are of, and how old it is. */
function HeadOfChain() {
  const known = useStore(head);
  const age = useAge();
  return (
    <div className={styles.head} title="The last indexed block, and its age">
      {known ? (
        <>
          block <b>{grouped(known.block)}</b>
          {age !== null && <span> · {formatSeconds(age)} old</span>}
        </>
      ) : (
        "block –"
      )}
    </div>
  );
}

function Preferences() {
  const style = useStore(timeStyle);
  const colours = useStore(theme);
  return (
    <div className={styles.preferences}>
      <select
        aria-label="How times are shown"
        value={style}
        onChange={({ target }) => timeStyle.write(target.value as TimeStyle)}
      >
        <option value="relative">4 min ago</option>
        <option value="utc">UTC</option>
        <option value="local">Local time</option>
        <option value="unix">Unix</option>
      </select>
      <select
        aria-label="Colours"
        value={colours}
        onChange={({ target }) => theme.write(target.value as typeof colours)}
      >
        <option value="system">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </div>
  );
}

function Foot() {
  const known = useStore(head);
  const { href } = useRouterState({ select: ({ location }) => location });
  return (
    <>
      <span>
        Every figure is the API's own: <a href="/graphql">ask it yourself</a>. Days and buckets are
        UTC.
      </span>
      <span className={styles.printed}>
        {window.location.origin + href}
        {known && ` · block ${known.block} · ${new Date(known.timestamp * 1_000).toISOString()}`}
      </span>
    </>
  );
}

function useTheme(): void {
  const colours = useStore(theme);
  useEffect(() => {
    if (colours === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = colours;
  }, [colours]);
}

/** The window's title is the page's heading. */
function useTitle(): void {
  useEffect(() => {
    const rename = () => {
      const heading = document.querySelector("h1")?.textContent ?? "";
      const title =
        heading === "" || heading === "ProverNet" ? "ProverNet" : `${heading} · ProverNet`;
      if (document.title !== title) document.title = title;
    };
    const observer = new MutationObserver(rename);
    observer.observe(document.getElementById("content")!, { childList: true, subtree: true });
    rename();
    return () => observer.disconnect();
  }, []);
}
