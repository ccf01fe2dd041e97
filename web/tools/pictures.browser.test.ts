/** The auction with a few and with many bidders, in three widths: no label is cut, none lies over another. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { explorer, useBrowser } from "./browsing.ts";
import { openCrowd } from "./crowd.ts";

const BIDDERS = [1, 3, 12, 60];
const WIDTHS = [320, 768, 1440];

type Box = Readonly<{ text: string; x0: number; y0: number; x1: number; y1: number }>;

/** The texts of the first picture, and what it may cover. */
const textsOf = (page: Page): Promise<{ frame: Box; texts: Box[] }> =>
  page
    .locator("main svg[role=group]")
    .first()
    .evaluate((svg) => {
      const boxOf = (element: Element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { text: element.textContent ?? "", x0: left, y0: top, x1: right, y1: bottom };
      };
      return { frame: boxOf(svg), texts: [...svg.querySelectorAll("text")].map(boxOf) };
    });

/** Lines of text may touch by this much: their boxes are taller than their letters. */
const SLACK = 4;

const overlap = (a: Box, b: Box) =>
  Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0) > SLACK &&
  Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0) > SLACK;

describe.skipIf(explorer === null)("the auction", () => {
  useBrowser();

  test.each(BIDDERS)("of %i bidders has every label whole and alone", async (bidders) => {
    const { page, noise } = await openCrowd(bidders);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.locator("main svg[role=group] text").first().waitFor();
      await page.waitForTimeout(100);
      const { frame, texts } = await textsOf(page);
      expect(texts.length).toBeGreaterThan(5);
      const cut = texts.filter(({ x0, x1 }) => x0 < frame.x0 - 1 || x1 > frame.x1 + 1);
      expect(cut.map(({ text }) => text)).toEqual([]);
      const over = texts.flatMap((a, index) =>
        texts.slice(index + 1).flatMap((b) => (overlap(a, b) ? [`${a.text} / ${b.text}`] : [])),
      );
      expect(over).toEqual([]);
      const circles = await page.locator("main svg[role=group] circle").count();
      expect(circles).toBeGreaterThanOrEqual(bidders);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        width,
      );
    }
    expect(noise).toEqual([]);
    await page.context().close();
  });
});
