import { describe, expect, test } from "vitest";
import { explorer, openBlank, phone, settled, useBrowser } from "../../tools/browsing.ts";
import { quirksExamples } from "../../tools/examples.ts";
import { makeHostile } from "../../tools/hostile.ts";

describe.skipIf(explorer === null)("names and addresses of strangers", () => {
  useBrowser();

  test.each(["/provers?state=ALL", "/requests", "/programs", "/feed"])(
    "do nothing on %s",
    async (path) => {
      const opened = await openBlank({}, explorer!.quirks);
      const { page, noise } = opened;
      await makeHostile(page);
      await page.goto(explorer!.quirks + path);
      await settled(opened);
      expect(noise).toEqual([]);
      // No text turns the direction of what stands beside it, and no row is higher for a name.
      expect(await page.textContent("main")).not.toMatch(/[\u202a-\u202e\u2066-\u2069\0]/);
      const heights = await page.$$eval("tbody tr:not([aria-hidden])", (rows) =>
        rows.map((row) => row.getBoundingClientRect().height),
      );
      expect(Math.max(...heights)).toBeLessThan(48);
      await page.context().close();
    },
  );

  test("stand once above a comparison, not in each of its cards", async () => {
    const opened = await openBlank({ viewport: phone }, explorer!.quirks);
    const { page, noise } = opened;
    await makeHostile(page);
    await page.goto(explorer!.quirks + quirksExamples.compare!);
    await settled(opened);
    const heads = await page.$$eval("main table >> nth=0 >> tbody td", (all) =>
      all.map((cell) => cell.getAttribute("data-head")),
    );
    expect(new Set(heads)).toEqual(new Set(["Figure", "● A", "On one scale", "◆ B"]));
    expect(noise).toEqual([]);
    await page.context().close();
  });
});
