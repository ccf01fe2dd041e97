import { describe, expect, test } from "vitest";
import { explorer, open, phone, useBrowser } from "../../tools/browsing.ts";
import { describePage } from "../../tools/page-checks.ts";

describePage("Market", {
  path: "/market",
  heading: /^Market/,
  asks: ["MarketPage"],
});

describe.skipIf(explorer === null)("a card whose first figure is a number", () => {
  useBrowser();

  test("says what it is", async () => {
    const { page } = await open("/market", { viewport: phone });
    const first = page.getByRole("table", { name: "Auctions by revealers" }).locator("td").first();
    const said = await first.evaluate((cell) => getComputedStyle(cell, "::before").content);
    expect(said).toContain("Revealers");
    await page.context().close();
  });
});
