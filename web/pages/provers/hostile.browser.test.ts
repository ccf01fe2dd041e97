import { describe, expect, test } from "vitest";
import { explorer, openBlank, stand, useBrowser } from "../../tools/browsing.ts";
import { quirksExamples } from "../../tools/examples.ts";
import { makeHostile } from "../../tools/hostile.ts";

describe.skipIf(explorer === null)("names and addresses of strangers", () => {
  useBrowser();

  test.each(["/provers?state=ALL", "/requests", "/programs", "/feed"])(
    "do nothing on %s",
    async (path) => {
      const { page, noise } = await openBlank({}, explorer!.quirks);
      await makeHostile(page);
      await stand(page, explorer!.quirks + path);
      await page.waitForSelector("tbody tr");
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
    const look = { viewport: { width: 360, height: 800 } };
    const { page, noise } = await openBlank(look, explorer!.quirks);
    await makeHostile(page);
    await stand(page, explorer!.quirks + quirksExamples.compare!);
    await page.waitForSelector("tbody tr");
    const heads = await page.$$eval("main table >> nth=0 >> tbody td", (all) =>
      all.map((cell) => cell.getAttribute("data-head")),
    );
    expect(new Set(heads)).toEqual(new Set(["Figure", "● A", "On one scale", "◆ B"]));
    expect(noise).toEqual([]);
    await page.context().close();
  });
});
