import { describe, expect, test } from "vitest";
import { explorer, open, useBrowser } from "../../tools/browsing.ts";
import { describePage } from "../../tools/page-checks.ts";

describePage("Prover, now", {
  path: "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/now",
  heading: /Bluefin/,
  asks: ["ProverNow"],
});

describePage("Prover, load", {
  path: "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/load",
  heading: /Bluefin/,
  asks: ["ProverLoad"],
});

describePage("Prover, bids", {
  path: "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/bids",
  heading: /Bluefin/,
  asks: ["ProverBids"],
});

describePage("Prover, vault", {
  path: "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/vault",
  heading: /Bluefin/,
  asks: ["ProverVault"],
});

describePage("Prover, history", {
  path: "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/history",
  heading: /Bluefin/,
  asks: ["ProverHistory"],
});

describe.skipIf(explorer === null)("the vault of a prover", () => {
  useBrowser();

  // The span of the tab begins with an hour, that of the head does not: their rates differ a little.
  test("says over how long each of its rates was measured", async () => {
    const { page } = await open("/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/vault");
    const textOf = (label: string) =>
      page.locator("main dl > div", { has: page.getByText(label) }).textContent();
    expect(await textOf("APR, 30 d")).toMatch(/96\.90 %measured over 30 d$/);
    expect(await textOf("APR in this span")).toMatch(/96\.99 %$/);
    expect(await textOf("Both measured over")).toMatch(/29 d 23 h$/);
    await page.context().close();
  });

  test("names only those who hold a share", async () => {
    const retired = "/provers/0x1bcb8e569eedab4668e55145cfeaf190902d3cf2/vault";
    const { page } = await open(retired, {}, explorer!.quirks);
    await page.getByText("0 stakers").waitFor();
    await page.getByText("Nobody has a stake.").waitFor();
    await page.context().close();
  });
});
