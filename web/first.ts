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

const pulse = askEarly(Pulse, {});
void import("./main.tsx");
if (location.pathname === "/") {
  void import("./pages/network/page.tsx");
  const search = parseRange(Object.fromEntries(new URLSearchParams(location.search)));
  Promise.all([pulse, import("./pages/network/network.gen.ts")])
    .then(([{ meta, oldest }, { NetworkPage }]) =>
      askEarly(NetworkPage, rangeAt(search, meta.block?.timestamp, oldest.items[0]?.timestamp)),
    )
    // The page asks again, and says what failed.
    .catch(() => {});
}
