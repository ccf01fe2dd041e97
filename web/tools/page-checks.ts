/** What holds for every page, looked at in a real browser. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { explorer, looks, open, useBrowser, type Watched } from "./browsing.ts";
import { walk } from "./keyboard.ts";

/** The most that a page may move by itself while it loads. */
const MOST_SHIFT = 0.02;

/** What moved, if it was too much. */
async function shiftsOf(page: Page): Promise<readonly string[]> {
  const { sum, what } = (await page.evaluate("window.shifts")) as NonNullable<Watched["shifts"]>;
  return sum <= MOST_SHIFT ? [] : [`moved by ${sum.toFixed(4)}`, ...what];
}

/** What would move on the page: its reader asked for less motion. */
const motionOf = (page: Page) =>
  page.$$eval("*", (all) =>
    all
      .filter((element) => {
        const style = getComputedStyle(element);
        return (
          style.animationName !== "none" ||
          Number.parseFloat(style.transitionDuration) > 0 ||
          style.scrollBehavior === "smooth"
        );
      })
      .map((element) => element.outerHTML.slice(0, 80)),
  );

/** What the page shows of the API, by field. */
export function figuresOf(page: Page): Promise<{ term: string; value: string; text: string }[]> {
  return page.$$eval("[data-term]", (elements) =>
    elements.map((element) => ({
      term: element.getAttribute("data-term")!,
      value: element.getAttribute("data-value")!,
      text: element.textContent ?? "",
    })),
  );
}

/** Rules of accessibility the page breaks: of all of them, or of some. */
async function violationsOf(page: Page, runOnly?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(
    `axe.run(${JSON.stringify({ runOnly })})`,
  )) as axe.AxeResults;
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}

export type Expected = Readonly<{
  /** Its address, with examples from the recorded month. */
  path: string;
  heading: RegExp;
  /** Operations asked until the page stands: one, and what hangs on its answer. */
  asks: readonly string[];
  /** The least number of figures. */
  figures?: number;
}>;

/** The checks every page passes. */
export function describePage(name: string, { path, heading, asks, figures = 10 }: Expected): void {
  describe.skipIf(explorer === null)(name, () => {
    useBrowser();

    test.each(looks)("in $viewport.width px, $colorScheme", async (look) => {
      const { page, noise, asked, values } = await open(path, look);
      expect(await page.textContent("h1")).toMatch(heading);
      expect(noise).toEqual([]);
      expect(asked).toEqual(asks);
      const shown = await figuresOf(page);
      expect(shown.length).toBeGreaterThanOrEqual(figures);
      const wrong = shown.filter(({ term, value }) => !values.get(term)?.has(value));
      expect(wrong).toEqual([]);
      expect(
        await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        ),
      ).toBeLessThanOrEqual(0);
      expect(await shiftsOf(page)).toEqual([]);
      expect(await motionOf(page)).toEqual([]);
      expect(await violationsOf(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: look.colorScheme === "dark" ? "light" : "dark" });
      expect(await violationsOf(page, ["color-contrast"])).toEqual([]);
      expect(await walk(page)).toEqual([]);
      await page.context().close();
    });
  });
}
