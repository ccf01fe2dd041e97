/** Text nobody should choose: no recording has all of it in sight, so the answers are given it. */
import type { Page } from "playwright-core";
import { changed } from "./browsing.ts";

const texts: Readonly<Record<string, readonly string[]>> = {
  name: [
    "\u202eesrever\u0000 in a line\u2066 of its own",
    "<img src=x onerror=alert(1)>",
    `Z${"\u0301".repeat(120)}algo`,
    "W".repeat(128),
    "\u05d0\u05d1\u05d2 \u05d3\u05d4\u05d5 \u0645\u0631\u062d\u0628\u0627",
    "Pr\u043ever \u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
    " \u200b\u2060 ",
  ],
  iconUrl: ["javascript:alert(1)"],
  imgUrl: [`https://\u0440\u0443.example/${"a".repeat(400)}`],
  inputUrl: [`data:text/html,<script>alert("\u202e")</script>${"x".repeat(300)}`],
};

/** Has all names and addresses of files in what the API says be hostile ones. */
export async function makeHostile(page: Page): Promise<void> {
  let next = 0;
  const poison = (value: unknown, field = ""): void => {
    if (value === null || typeof value !== "object") return;
    for (const [key, child] of Object.entries(value)) {
      // Rules, roles and parameters have names, too: the contracts'.
      const isOurs =
        key === "name" &&
        ("paused" in value || (!("address" in value) && !/prover|winner/i.test(field)));
      const choice = isOurs ? undefined : texts[key];
      if (choice && typeof child === "string")
        Object.assign(value, { [key]: choice[next++ % choice.length] });
      else poison(child, Array.isArray(value) ? field : key);
    }
  };
  await page.route("**/graphql?**", changed(poison));
}
