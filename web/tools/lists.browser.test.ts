/** Long lists: what fits the conditions, what is new, and what was taken back. */
import { describe, expect, test } from "vitest";
import {
  answerOf,
  changed,
  explorer,
  isAsked,
  open,
  phone,
  settled,
  stir,
  useBrowser,
} from "./browsing.ts";

const REQUESTER = "0x924ba5ce9f91dded37b4ebf8c0dc82a40202fc0a";
const PROVER = "0xcd3b766ccdd6ae721141f452c550ca635964ce71";
const PROGRAM = "0x09fe49457e9fa1a3ec2e8b95c5346ded51a65b847db4d2a133e0b60d68086012";

describe.skipIf(explorer === null)("a list", () => {
  useBrowser();

  test.each<Record<string, string>>([
    { status: "REFUNDED" },
    { requester: REQUESTER },
    { winner: PROVER },
    { vk: PROGRAM },
    { status: "FULFILLED", winner: PROVER },
    { requester: REQUESTER, vk: PROGRAM },
  ])("of requests has those that fit %o", async (where) => {
    const { page, noise } = await open(`/requests?${new URLSearchParams(where)}`);
    const { requests } = await answerOf(
      `query ($where: requestFilter) { requests(where: $where, orderBy: "createdId", orderDirection: "desc") { totalCount items { id } } }`,
      { where },
    );
    const ids = await page.$$eval("tbody tr:not([aria-hidden]) td:first-child a", (links) =>
      links.map((link) => link.getAttribute("title")),
    );
    expect(ids.length).toBeGreaterThan(3);
    const all = requests.items.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(all.slice(0, ids.length));
    await page.getByText(`${requests.totalCount} requests`, { exact: true }).waitFor();
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test.each(["/requests?status=FULFILLED", "/feed?group=auctions", "/programs"])(
    "%s comes whole as a file",
    async (path) => {
      const { page } = await open(path);
      const href = await page.getByRole("link", { name: "CSV of all" }).getAttribute("href");
      const answer = await fetch(explorer!.month + href!);
      expect(answer.status).toBe(200);
      const lines = (await answer.text()).trim().split(/\r?\n/);
      const shown = /of ([\d,]+) rows/.exec((await page.textContent("main"))!)?.[1];
      if (shown) expect(lines.length - 1).toBe(Number(shown.replaceAll(",", "")));
      expect(lines.length).toBeGreaterThan(52);
      await page.context().close();
    },
  );

  test("of open requests says when each ends, without being drawn aside, and on a phone", async () => {
    const { page } = await open("/requests?view=open");
    const table = page.locator("main section:has(> table)");
    const [room, width] = await table.evaluate((box) => [box.clientWidth, box.scrollWidth]);
    expect(width).toBeLessThanOrEqual(room!);
    await page.setViewportSize(phone);
    await page.locator("main td[data-head='Ends in'] >> visible=true").first().waitFor();
    await page.context().close();
  });

  test("says so when it is only the first part", async () => {
    const { page } = await open(`/provers/${PROVER}/bids`);
    const { proverRecord } = await answerOf(
      "query ($prover: String!) { proverRecord(prover: $prover, days: 30) { programs { totalCount } } }",
      { prover: PROVER },
    );
    const { totalCount } = proverRecord.programs;
    expect(totalCount).toBeGreaterThan(20);
    await page.getByText(`The first 20 of ${totalCount}.`).waitFor();
    await page.context().close();
  });

  test("comes to the last of 600 requests with at most 80 of them in the page", async () => {
    const { page } = await open("/requests");
    const most: number[] = [];
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, 4_000);
          most.push(await page.locator("tbody tr:not([aria-hidden])").count());
          return page.textContent("main");
        },
        { timeout: 60_000 },
      )
      .toContain("All 600 rows.");
    expect(Math.max(...most)).toBeLessThanOrEqual(80);
    await page.context().close();
  });

  test("is on paper as long as what was loaded of it", async () => {
    const { page } = await open("/requests");
    const rows = page.locator("tbody tr:not([aria-hidden])");
    const inSight = await rows.count();
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await expect.poll(() => rows.count()).toBe(50);
    expect(inSight).toBeLessThan(50);
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await expect.poll(() => rows.count()).toBe(inSight);
    await page.context().close();
  });

  test("has new requests wait until they are wanted", async () => {
    const opened = await open("/requests");
    const { page } = opened;
    await page.mouse.wheel(0, 600);
    await expect.poll(() => page.evaluate("scrollY")).toBe(600);
    await settled(opened);
    await page.route(
      isAsked("RequestCount"),
      changed(({ requests }) => {
        requests.totalCount += 3;
      }),
    );
    await stir(page);
    // Its place is in the window: what comes above is made up for by scrolling.
    const id = await page.locator("tbody td:first-child a").nth(20).getAttribute("title");
    const placeOf = async () => (await page.locator(`tbody a[title="${id}"]`).boundingBox())?.y;
    const before = await placeOf();
    await page.getByRole("button", { name: "3 new" }).waitFor();
    await expect.poll(placeOf).toBe(before);
    await page.context().close();
  });

  test("of the feed sees no event that was taken back", async () => {
    const { page } = await open("/feed");
    const rows = page.locator("tbody tr:not([aria-hidden])");
    const gone = await rows.first().textContent();
    await page.route(
      isAsked("FeedPage"),
      changed(({ feed }) => {
        feed.items.shift();
      }),
    );
    await page.route(
      isAsked("Pulse"),
      changed(({ meta }) => {
        meta.epoch = "another";
      }),
    );
    await expect.poll(() => rows.first().textContent()).not.toBe(gone);
    await page.context().close();
  });

  test("of the feed shows the hours that are dragged over, and all again", async () => {
    const { page, noise } = await open("/feed");
    const picture = page.locator("main svg[role=group]");
    await expect.poll(() => picture.locator("rect").count()).toBeGreaterThan(50);
    const box = (await picture.boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 400, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.url()).toMatch(/from=\d+&to=\d+/);
    const { searchParams } = new URL(page.url());
    const [from, to] = ["from", "to"].map((name) => Number(searchParams.get(name)));
    const timesOf = () =>
      page.$$eval("tbody time", (all) =>
        all.map((time) => Date.parse(time.getAttribute("datetime")!) / 1_000),
      );
    const areWithin = (times: number[]) => times.every((time) => time >= from! && time < to!);
    await expect.poll(timesOf).toSatisfy((times) => times.length > 3 && areWithin(times));
    await page.getByRole("button", { name: /to .* UTC .*take away/ }).click();
    await expect.poll(() => page.url()).not.toContain("from=");
    expect(new URL(page.url()).search).toBe("");
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test("of the feed asks for nothing while it is paused", async () => {
    const { page, asked } = await open("/feed");
    await page.getByRole("button", { name: "Pause" }).click();
    const before = asked.length;
    await stir(page);
    // At the third pulse the page has done what it would have done at the first.
    for (let heard = 0; heard < 3; heard++)
      await page.waitForResponse((response) => isAsked("Pulse")(new URL(response.url())));
    expect(asked.slice(before)).toEqual([]);
    await page.getByRole("button", { name: "Resume" }).click();
    await expect.poll(() => asked.slice(before)).toContain("FeedNewest");
    await page.context().close();
  });
});
