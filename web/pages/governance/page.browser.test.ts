import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import { desktop, explorer, open, useBrowser } from "../../tools/browsing.ts";
import { describePage } from "../../tools/page-checks.ts";

describePage("Governance", {
  path: "/governance",
  heading: /^Governance/,
  asks: ["GovernancePage"],
});

describe.skipIf(explorer === null)("the picture of the rules", () => {
  useBrowser();

  // Of several changes in one second the first was drawn last.
  test("ends with the values that the rules have now", async () => {
    const { page } = await open("/governance", { viewport: desktop }, explorer!.quirks);
    await page.locator("section", { hasText: "Changes over time" }).getByText("Table").click();
    const rows = (table: Locator) =>
      table
        .locator("tbody tr")
        .evaluateAll((all) =>
          all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "")),
        );
    const drawn = await rows(page.getByRole("region", { name: /changes? of .* rules/ }));
    const last = new Map(drawn.map(([rule, change]) => [rule, / → (.*?) · /.exec(change!)?.[1]]));
    const now = await rows(page.getByRole("table", { name: "Parameters" }));
    const same = now.filter(([rule]) => last.has(rule));
    expect(same.length).toBeGreaterThan(5);
    expect(same.map(([rule]) => [rule, last.get(rule)])).toEqual(
      same.map(([rule, , value]) => [rule, value]),
    );
    await page.context().close();
  });
});
