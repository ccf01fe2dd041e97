/** What a reader meets when something is not there: the API, the code, or what the address names. */
import { describe, expect, test } from "vitest";
import { explorer, openBlank, phone, useBrowser } from "./browsing.ts";

describe.skipIf(explorer === null)("a page", () => {
  useBrowser();

  test("comes back by itself when the API does", async () => {
    const { page } = await openBlank();
    let isDown = true;
    await page.route("**/graphql?**", (route) => (isDown ? route.abort() : route.continue()));
    await page.goto(`${explorer!.month}/provers`);
    await page.locator("main [role=alert]", { hasText: "The API does not answer" }).waitFor();
    await page.locator("[role=status] > p", { hasText: "The API does not answer" }).waitFor();
    isDown = false;
    await page.locator("main [data-term]").first().waitFor();
    expect(await page.locator("main [role=alert]").count()).toBe(0);
    await expect.poll(() => page.getByText("The API does not answer").count()).toBe(0);
    isDown = true;
    await page.locator("[role=status] > p", { hasText: "Its last answer" }).waitFor();
    // What was there stays.
    expect(await page.locator("main [data-term]").count()).toBeGreaterThan(10);
    await page.context().close();
  });

  test.each([
    ["/requests/0xd8fb3105db7567", /\/requests\/0xd8fb3105db7567825131/, "request"],
    ["/provers/0x924ba5ce9f91dded37b4ebf8c0dc82a40202fc0a", /\/requesters\/0x924b/, "requester"],
    ["/programs/0x09fe49457e9f", /\/programs\/0x09fe49457e9fa1a3/, "program"],
  ])("%s, which is not there, names what may have been meant", async (path, address, kind) => {
    const { page, noise } = await openBlank();
    await page.goto(explorer!.month + path);
    await page
      .locator("main li", { hasText: `Did you mean the ${kind}` })
      .getByRole("link")
      .click();
    await expect.poll(() => page.url()).toMatch(address);
    await page.locator("main [data-term]").first().waitFor();
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test.each(["requests", "programs"])(
    "of %s is no wider for an id that is not there",
    async (kind) => {
      const { page } = await openBlank({ viewport: phone });
      await page.goto(`${explorer!.month}/${kind}/0x${"12".repeat(32)}`);
      await page.locator("main code").waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(phone.width);
      await page.context().close();
    },
  );

  test("asks for the network's figures before its code is there, and once", async () => {
    const { page, asked } = await openBlank();
    const order: string[] = [];
    page.on("request", (request) => order.push(request.url()));
    await page.route("**/assets/main-*.js", async (route) => {
      await expect.poll(() => order.some((url) => url.includes("NetworkPage"))).toBe(true);
      await route.continue();
    });
    await page.goto(explorer!.month);
    await page.locator("main [data-term]").first().waitFor();
    expect(asked).toEqual(["NetworkPage"]);
    await page.context().close();
  });
});
