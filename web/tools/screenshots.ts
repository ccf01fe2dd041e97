/**
 * Pictures of every page in two themes and two widths, to be looked at: `npm run screenshots`. They go to
 * web/screenshots; the two that the README shows go to docs. `PAGES=network,fees` makes those alone;
 * `VISION=deuteranopia,achromatopsia` shows them as those see them who see colours otherwise; `CHAIN=quirks` has
 * another recording, with names nobody should choose.
 */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, test } from "vitest";
import { desktop, explorer, open, openBlank, phone, settled, useBrowser } from "./browsing.ts";
import { openCrowd } from "./crowd.ts";
import { examples, quirksExamples } from "./examples.ts";
import { makeHostile } from "./hostile.ts";

const directory = fileURLToPath(new URL("../screenshots/", import.meta.url));
const docs = fileURLToPath(new URL("../../docs/", import.meta.url));

const listOf = (setting: string | undefined) => setting?.split(",").filter(Boolean) ?? [];
const pages = listOf(process.env.PAGES);
const visions = listOf(process.env.VISION);
const isQuirks = process.env.CHAIN === "quirks";
const isAsked = (name: string) => pages.length === 0 || pages.includes(name);

const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
  [desktop, phone].map((viewport) => ({ viewport, colorScheme })),
);

/** A window as tall as the page: what is fixed stands at its end, and long lists are there. */
async function showWhole(page: Page): Promise<void> {
  const { width } = page.viewportSize()!;
  const height = await page.evaluate(
    "document.querySelector('main').lastElementChild.getBoundingClientRect().bottom + scrollY + 160",
  );
  await page.setViewportSize({ width, height: Math.min(6_000, Math.ceil(Number(height))) });
  await page.waitForTimeout(300);
}

/** A page of the recording that was asked for. */
async function openExample(path: string, look: BrowserContextOptions): Promise<Page> {
  const base = isQuirks ? explorer!.quirks : explorer!.month;
  const opened = await openBlank(look, base);
  if (isQuirks) await makeHostile(opened.page);
  await opened.page.goto(base + path);
  await settled(opened);
  return opened.page;
}

/** What those see who lack the cones for some colours, or all: Chromium has Machado's matrices. */
async function seeAs(page: Page, vision: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setEmulatedVisionDeficiency", { type: vision as "none" });
}

/** Auctions as large as no recording has them, in the widths that pictures change at. */
const crowds = [1, 3, 12, 60];
const widths = [320, 768, 1440];

describe.skipIf(explorer === null)("screenshots", () => {
  useBrowser();
  mkdirSync(directory, { recursive: true });

  test.each(["network", "request"].filter((name) => isAsked(name) && !isQuirks))(
    "%s, for the README",
    async (name) => {
      const { page } = await open(examples[name]!, { viewport: { width: 1280, height: 860 } });
      // The second visit has the font, which never delays the first.
      await page.reload({ waitUntil: "networkidle" });
      await page.screenshot({ path: `${docs}explorer-${name}.png` });
      await page.context().close();
    },
  );

  test.each(crowds.filter(() => isAsked("crowd") && !isQuirks))("crowd of %i", async (bidders) => {
    const { page } = await openCrowd(bidders);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(200);
      const section = page.locator("section:has(> div svg[role=group])").first();
      await section.screenshot({ path: `${directory}crowd-${bidders}-${width}.png` });
    }
    await page.context().close();
  });

  const shown = isQuirks ? quirksExamples : examples;
  test.each(Object.entries(shown).filter(([name]) => isAsked(name)))("%s", async (name, path) => {
    for (const look of looks) {
      const page = await openExample(path, look);
      const file = `${directory}${isQuirks ? "quirks-" : ""}${name}-${look.colorScheme}-${look.viewport.width}`;
      await showWhole(page);
      await page.screenshot({ path: `${file}.png` });
      for (const vision of look.viewport === desktop ? visions : []) {
        await seeAs(page, vision);
        await page.screenshot({ path: `${file}-${vision}.png` });
      }
      await page.context().close();
    }
  });
});
