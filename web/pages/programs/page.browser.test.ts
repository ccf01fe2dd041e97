import { describe, expect, test } from "vitest";
import { explorer, open, useBrowser } from "../../tools/browsing.ts";
import { describePage } from "../../tools/page-checks.ts";

describePage("Programs", {
  path: "/programs",
  heading: /^Programs/,
  asks: ["ProgramsPage"],
});

describe.skipIf(explorer === null)("the table of programs", () => {
  useBrowser();

  // The newest days of the small pictures were out of sight.
  test("is seen whole on a screen", async () => {
    const { page } = await open("/programs");
    const table = page.getByRole("table", { name: "Programs" });
    const [width, room] = await table.evaluate((table) => [
      table.scrollWidth,
      table.parentElement!.clientWidth,
    ]);
    expect(width).toBeLessThanOrEqual(room!);
    await page.context().close();
  });
});
