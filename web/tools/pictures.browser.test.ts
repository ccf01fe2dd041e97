/** The auction with a few and with many bidders, in three widths: no label is cut, none lies over another. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { desktop, explorer, open, openBlank, phone, settled, useBrowser } from "./browsing.ts";
import { openCrowd } from "./crowd.ts";
import { examples, quirksExamples } from "./examples.ts";
import { makeHostile } from "./hostile.ts";

const BIDDERS = [1, 3, 12, 60];
const WIDTHS = [320, 768, 1440];

/** In the quirks, bid on with one wei and with none. */
const ONE_WEI = "/requests/0xc26148100773db80029db4a8b62aea0e8349d115c5e217b32189d9eee44b077b";

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
      return { frame: boxOf(svg), texts: [...svg.querySelectorAll("text, bdi")].map(boxOf) };
    });

/** Lines of text may touch by this much: their boxes are taller than their letters. */
const SLACK = 4;

/** Texts that are cut at the frame, or lie over each other. */
const faultsOf = async (page: Page) => {
  const { frame, texts } = await textsOf(page);
  const cut = texts.filter(({ x0, x1 }) => x0 < frame.x0 - 1 || x1 > frame.x1 + 1);
  const over = texts.flatMap((a, index) =>
    texts.slice(index + 1).flatMap((b) => (overlap(a, b) ? [`${a.text} / ${b.text}`] : [])),
  );
  return { count: texts.length, cut: cut.map(({ text }) => text), over };
};

const overlap = (a: Box, b: Box) =>
  Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0) > SLACK &&
  Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0) > SLACK;

/** Waits until the first picture is as wide as its place has become. */
const redrawn = (page: Page) =>
  page.waitForFunction(() => {
    const svg = document.querySelector("main svg[role=group]");
    return svg?.getAttribute("width") === String(svg?.parentElement?.clientWidth);
  });

describe.skipIf(explorer === null)("the auction", () => {
  useBrowser();

  test.each(BIDDERS)("of %i bidders has every label whole and alone", async (bidders) => {
    const { page, noise } = await openCrowd(bidders);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await redrawn(page);
      const { count, cut, over } = await faultsOf(page);
      expect(count).toBeGreaterThan(5);
      expect({ cut, over }).toEqual({ cut: [], over: [] });
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

describe.skipIf(explorer === null)("the auction of a fee of one wei", () => {
  useBrowser();

  test.each(WIDTHS)("has every label whole and alone in %i px", async (width) => {
    const { page } = await open(ONE_WEI, { viewport: { width, height: 900 } }, explorer!.quirks);
    expect(await faultsOf(page)).toMatchObject({ cut: [], over: [] });
    await page.context().close();
  });
});

describe.skipIf(explorer === null)("a picture in a small window", () => {
  useBrowser();

  test.each([
    ["/fees", 320],
    ["/programs/0x03bc72a3b0cc26218f7a9a34f2224472858e2d50a0b68baebef60e0b47c8dfb9", 640],
  ])("of %s has every label whole", async (path, width) => {
    const { page } = await open(path, { viewport: { width, height: 900 } });
    const { count, cut } = await faultsOf(page);
    expect(count).toBeGreaterThan(1);
    expect(cut).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(explorer === null)("the provers by return and success", () => {
  useBrowser();

  // Of an address at the right edge, the last letter was cut.
  test("have every name whole and alone", async () => {
    const { page } = await open(examples.provers!);
    const { count, cut, over } = await faultsOf(page);
    expect(count).toBeGreaterThan(10);
    expect({ cut, over }).toEqual({ cut: [], over: [] });
    await page.context().close();
  });
});

describe.skipIf(explorer === null)("a picture of hostile names", () => {
  useBrowser();

  test.each(["vaults", "prover-load"])("of %s has every label whole and alone", async (name) => {
    for (const viewport of [phone, desktop]) {
      const opened = await openBlank({ viewport }, explorer!.quirks);
      const { page, noise } = opened;
      await makeHostile(page);
      await page.goto(explorer!.quirks + quirksExamples[name]!);
      await settled(opened);
      const { count, cut, over } = await faultsOf(page);
      expect(count).toBeGreaterThan(5);
      expect({ viewport, cut, over }).toEqual({ viewport, cut: [], over: [] });
      expect(noise).toEqual([]);
      await page.context().close();
    }
  });
});
