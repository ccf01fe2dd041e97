/**
 * Pictures of every page in two themes and two widths, to be looked at: `npm run screenshots`. They go to
 * web/screenshots; the two that the README shows go to docs.
 */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";
import { examples } from "./examples.ts";
import { explorer, open, useBrowser } from "./page-checks.ts";

const directory = fileURLToPath(new URL("../screenshots/", import.meta.url));

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));

const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ viewport: { width, height: 844 }, colorScheme })),
);

describe.skipIf(explorer === null)("screenshots", () => {
  useBrowser();
  mkdirSync(directory, { recursive: true });

  test.each(["network", "request"])("%s, for the README", async (name) => {
    const { page } = await open(examples[name]!, { viewport: { width: 1280, height: 860 } });
    // The second visit has the font, which never delays the first.
    await page.reload({ waitUntil: "networkidle" });
    await page.screenshot({ path: `${docs}explorer-${name}.png` });
    await page.context().close();
  });

  test.each(Object.entries(examples))("%s", async (name, path) => {
    for (const look of looks) {
      const { page } = await open(path, look);
      const file = `${directory}${name}-${look.colorScheme}-${look.viewport.width}.png`;
      await page.screenshot({ path: file, fullPage: true });
      await page.context().close();
    }
  });
});
