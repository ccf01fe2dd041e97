/** What holds for all pages alike, so it is looked at on one of them. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Page, Route } from "playwright-core";
import { describe, expect, test } from "vitest";
import { changed, explorer, isAsked, open, openBlank, settled, useBrowser } from "./browsing.ts";
import { examples } from "./examples.ts";

/** The height of a row: of a list, those out of sight are not measured. */
const ROW = 37;

/** The choices above the tables: a table's own order is there only once its rows are. */
const pressed = async (page: Page) =>
  (await page.locator("main button[aria-pressed=true]").allTextContents()).filter((text) =>
    /\w/.test(text),
  );

describe.skipIf(explorer === null)("every page", () => {
  useBrowser();

  test("finds its choices again with Back, Forward and after a reload", async () => {
    const { page, noise } = await open("/provers");
    const atFirst = await pressed(page);
    await page.getByRole("button", { name: "7 d", exact: true }).click();
    await page.locator("main button[aria-pressed]", { hasText: /^Jailed$/ }).click();
    await expect.poll(() => page.url()).toContain("JAILED");
    // The address is new before the page is.
    await expect.poll(() => pressed(page)).toEqual(expect.arrayContaining(["7 d", "Jailed"]));
    const atLast = await pressed(page);
    expect(atLast).not.toEqual(atFirst);
    for (const back of ["days=7", "/provers"]) {
      await page.goBack();
      await expect.poll(() => page.url()).toMatch(new RegExp(`${back}$`));
    }
    await expect.poll(() => pressed(page)).toEqual(atFirst);
    for (const forward of ["days=7", "JAILED"]) {
      await page.goForward();
      await expect.poll(() => page.url()).toContain(forward);
    }
    await expect.poll(() => pressed(page)).toEqual(atLast);
    await page.reload();
    await expect.poll(() => pressed(page)).toEqual(atLast);
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test.each(["network", "requests", "feed", "prover-load", "market"])(
    "%s is found again where it was left, after a reload and with Back",
    async (name) => {
      const opened = await open(examples[name]!);
      const { page, noise } = opened;
      // A list grows at its end: what is loaded then is there again, too.
      for (const _ of [1, 2]) {
        await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
        await settled(opened);
      }
      const place = async () => Number(await page.evaluate("scrollY"));
      const left = await place();
      expect(left).toBeGreaterThan(300);
      const distance = async () => Math.abs((await place()) - left);
      await page.reload();
      await expect.poll(distance).toBeLessThan(ROW);
      await page.evaluate(() => document.querySelector<HTMLElement>("a[href='/as-of']")!.click());
      await page.locator("h1", { hasText: "As of" }).waitFor();
      await expect.poll(place).toBe(0);
      await page.goBack();
      await expect.poll(distance).toBeLessThan(ROW);
      expect(noise).toEqual([]);
      await page.context().close();
    },
  );

  test("shows a grey stand-in while the API is slow, then what failed, and tries again", async () => {
    const { page } = await openBlank();
    let isDown = true;
    const { promise: isSeen, resolve: see } = Promise.withResolvers<void>();
    await page.route(isAsked("NetworkPage"), async (route) => {
      if (!isDown) return route.continue();
      await isSeen;
      await route.abort();
    });
    await page.goto(explorer!.month);
    await page.locator('main [role=status][data-shown="true"]').waitFor();
    expect(await page.locator("main [role=alert]").count()).toBe(0);
    see();
    await page.locator("main [role=alert]").waitFor();
    expect(await page.locator("main [data-term]").count()).toBe(0);
    isDown = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator("main [data-term]").first().waitFor();
    expect(await page.locator("main [role=alert]").count()).toBe(0);
    await page.context().close();
  });

  test.each(["/", "/requests", "/feed", "/provers", "/programs", "/integrity"])(
    "%s says what the API refused, and asks again when told to",
    async (path) => {
      const { page } = await openBlank();
      let isRefused = true;
      const errors = [{ message: "too much", extensions: { code: "QUERY_TOO_COSTLY" } }];
      await page.route("**/graphql?**", (route) =>
        isRefused && !isAsked("Pulse")(new URL(route.request().url()))
          ? route.fulfill({ json: { data: null, errors } })
          : route.continue(),
      );
      await page.goto(explorer!.month + path);
      await page.locator("main [role=alert]", { hasText: "Choose a shorter span" }).waitFor();
      isRefused = false;
      await page.getByRole("button", { name: "Try again" }).click();
      await page.locator("main [data-term]").first().waitFor();
      expect(await page.locator("main [role=alert]").count()).toBe(0);
      await page.context().close();
    },
  );

  test.each(["request", "address"])(
    "prints a %s without its controls, with its block",
    async (name) => {
      const { page } = await open(examples[name]!, { viewport: { width: 794, height: 1123 } });
      await page.waitForSelector("main [data-term]");
      await page.emulateMedia({ media: "print" });
      const seen = (selector: string) => page.locator(`${selector} >> visible=true`).count();
      expect(await seen("nav, select, input")).toBe(0);
      expect(await seen("main button:not([aria-describedby]):has-text('CSV')")).toBe(0);
      expect(await page.locator("footer").textContent()).toMatch(/http:.*block 5575 · 20/);
      const { clipped, ground } = await page.evaluate(() => ({
        clipped: [...document.querySelectorAll("main section")].filter(
          (box) => getComputedStyle(box).overflowX === "auto",
        ).length,
        ground: getComputedStyle(document.documentElement).backgroundColor,
      }));
      expect({ clipped, ground }).toEqual({ clipped: 0, ground: "rgb(255, 255, 255)" });
      // Paper is no resize: a picture keeps the width it was drawn with, and was cut.
      const wide = await page.$$eval("main svg[role=group]", (all) =>
        all.filter(
          (svg) => getComputedStyle(svg).maxWidth !== "100%" || !svg.hasAttribute("viewBox"),
        ),
      );
      expect(wide).toHaveLength(0);
      await page.context().close();
    },
  );

  test.each(Object.entries(examples))(
    "%s loads at most 150,000 bytes of packed script",
    async (_, path) => {
      const { page } = await open(path);
      const scripts = (await page.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => path.endsWith('.js'))",
      )) as string[];
      const dist = new URL("../dist", import.meta.url).pathname;
      const sizes = scripts.map((path) => gzipSync(readFileSync(dist + path), { level: 9 }).length);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      expect(scripts.length).toBeGreaterThan(1);
      expect(total).toBeGreaterThan(50_000);
      expect(total).toBeLessThanOrEqual(150_000);
      await page.context().close();
    },
  );

  test("hides an explanation with Escape, wherever the focus is", async () => {
    const { page } = await open("/");
    await page.locator("main dt button").first().hover();
    await page.getByRole("tooltip").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("tooltip").waitFor({ state: "detached" });
    await page.context().close();
  });

  test("shows a picture as a table with t", async () => {
    const { page } = await open("/fees");
    const picture = page.locator("main svg[role=group]").first();
    await picture.focus();
    await page.keyboard.press("t");
    const rows = page.locator("main section table >> nth=0").locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(8);
    await page.keyboard.press("t");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toMatch(/requests\?.*settled=/);
    await page.context().close();
  });

  test("says that nothing is indexed yet, and fills by itself once something is", async () => {
    const { page } = await openBlank();
    let isEmpty = true;
    const errors = [{ message: "…", extensions: { code: "NOT_INDEXED_YET" } }];
    const answer = (route: Route) =>
      isEmpty ? route.fulfill({ json: { data: null, errors } }) : route.continue();
    for (const name of ["Pulse", "NetworkPage"]) await page.route(isAsked(name), answer);
    await page.goto(explorer!.month);
    await page.getByText("Catching up: nothing is indexed yet.").waitFor();
    isEmpty = false;
    await page.locator("main [data-term]").first().waitFor();
    expect(await page.getByText("nothing is indexed yet").count()).toBe(0);
    await page.context().close();
  });

  test("shows what is null as a dash, with the reason", async () => {
    const { page } = await openBlank();
    await page.route(
      isAsked("ProversPage"),
      changed(({ proverStandings }) => {
        for (const item of proverStandings.items) item.apr = null;
      }),
    );
    await page.goto(`${explorer!.month}/provers`);
    const tile = page.locator("dl > div", { hasText: "Median APR" });
    expect(await tile.locator("dd").first().textContent()).toBe("– (no prover has a return yet)");
    await page.context().close();
  });

  test("says so when the last block is old, and stays calm where a recording ended", async () => {
    const { page } = await openBlank();
    const banner = page.locator("[role=status] > p[data-tone]", { hasText: /block|recorded/ });
    await page.goto(explorer!.month);
    await expect
      .poll(() => banner.allTextContents())
      .toEqual([
        expect.stringMatching(
          /^This is a recorded chain, replayed\. Figures are those of block 5,575\./,
        ),
      ]);
    expect(await banner.first().getAttribute("data-tone")).toBe("plain");
    await page.route(
      isAsked("Pulse"),
      changed(({ meta }) => {
        meta.chainId = 8453;
      }),
    );
    await page.reload();
    await expect
      .poll(() => banner.allTextContents())
      .toEqual([
        expect.stringMatching(/^The last block is .* old: the chain or the index stands still\./),
      ]);
    expect(await banner.first().getAttribute("data-tone")).toBe("bad");
    await page.context().close();
  });
});
