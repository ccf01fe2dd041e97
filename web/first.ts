/** What runs first, and is small: the API answers while the pages' code, which takes longer, is read. */
import "./tokens.css";
import { askEarly } from "./data/ask.ts";
import { Pulse } from "./data/pulse.gen.ts";
import { parseRange, rangeAt } from "./data/range.ts";

/** A page of an older build asks for parts that are gone: load the new one, once. */
window.addEventListener("vite:preloadError", () => {
  const once = "reloaded";
  if (sessionStorage.getItem(once) === location.href) return;
  sessionStorage.setItem(once, location.href);
  location.reload();
});

/** How long the pages' code waits for the first page's question: while it is read, no answer can be taken. */
const MOST_WAIT_MS = 100;

const pulse = askEarly(Pulse, {});

/** Asks what the first page will show; over once it is asked. */
async function askForNetwork(): Promise<void> {
  const search = parseRange(Object.fromEntries(new URLSearchParams(location.search)));
  const [{ meta, oldest }, { NetworkPage }] = await Promise.all([
    pulse,
    import("./pages/network/network.gen.ts"),
  ]);
  void askEarly(NetworkPage, rangeAt(search, meta.block?.timestamp, oldest.items[0]?.timestamp));
}

async function start(): Promise<void> {
  if (location.pathname === "/")
    await Promise.race([
      // The page asks again, and says what failed.
      askForNetwork().catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, MOST_WAIT_MS)),
    ]);
  void import("./main.tsx");
  if (location.pathname === "/") void import("./pages/network/page.tsx");
}

void start();
