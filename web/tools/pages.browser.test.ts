/** What single pages must do besides: filters, sums, what moves, what is stuck, retired or not there. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { examples } from "./examples.ts";
import {
  changed,
  explorer,
  figuresOf,
  isAsked,
  open,
  openBlank,
  useBrowser,
} from "./page-checks.ts";

const REQUESTER = "0x924ba5ce9f91dded37b4ebf8c0dc82a40202fc0a";
const PROVER = "0xcd3b766ccdd6ae721141f452c550ca635964ce71";
const PROGRAM = "0x09fe49457e9fa1a3ec2e8b95c5346ded51a65b847db4d2a133e0b60d68086012";

/** What the API answers to a question of the test's own. */
// biome-ignore lint/suspicious/noExplicitAny: an answer has the shape its question asked for.
async function ask(query: string, variables: object = {}): Promise<any> {
  const response = await fetch(`${explorer!.month}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  expect(errors).toBeUndefined();
  return data;
}

/** Has the next pulse tell of another newest event. */
const stir = (page: Page) =>
  page.route(
    isAsked("Pulse"),
    changed(({ feed }) => {
      feed.items[0].id = `9${feed.items[0].id}`;
    }),
  );

describe.skipIf(explorer === null)("a page", () => {
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
    const { requests } = await ask(
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

  test("of the network moves with a block that has events, without a reload", async () => {
    const { page, noise } = await open("/");
    await page.evaluate("window.isSame = true");
    await page.route(
      isAsked("NetworkPage"),
      changed(({ networkOverview }) => {
        networkOverview.now.openRequests.total = 4_321;
      }),
    );
    await stir(page);
    await expect.poll(() => page.locator("main dl dd").first().textContent()).toBe("4,321");
    expect(await page.evaluate("window.isSame")).toBe(true);
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test("of a request counts down to zero, and says then that it is over", async () => {
    const { page } = await openBlank();
    const { meta } = await ask("{ meta { block { timestamp } } }");
    await page.route(
      isAsked("RequestPage"),
      changed(({ requestTimeline: { request } }) => {
        Object.assign(request, { price: null, fulfilledAt: null });
        Object.assign(request.clock, {
          ...{ phase: "BIDDING", nextPhase: "REVEALING" },
          endsAt: meta.block.timestamp + 12,
        });
      }),
    );
    await page.goto(explorer!.month + examples.request!);
    const figure = page
      .locator("main dl > div", { hasText: "Bidding ends in" })
      .locator("dd")
      .first();
    await expect.poll(() => figure.textContent()).toMatch(/^\d+ s$/);
    await expect.poll(() => figure.textContent()).toBe("over");
    await page.context().close();
  });

  test("of a retired prover says so, and keeps its history", async () => {
    const { page, noise } = await openBlank();
    await page.route(
      isAsked("ProverHistory"),
      changed(({ prover }) => {
        Object.assign(prover, { state: "RETIRED", retiredAt: prover.joinedAt + 60 });
      }),
    );
    await page.goto(explorer!.month + examples["prover-history"]!);
    await page.getByText("its history stays").waitFor();
    expect(await page.locator("main [data-tone]").first().textContent()).toContain("Retired");
    expect(await page.locator("main tbody tr").count()).toBeGreaterThan(10);
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test("of a prover's load draws each miss it counts", async () => {
    const { page } = await open(examples["prover-load"]!);
    const picture = page.locator("main svg[role=group]");
    const [, counted] = /(\d+) missed/.exec((await picture.getAttribute("aria-label"))!)!;
    expect(Number(counted)).toBeGreaterThan(0);
    expect(await picture.locator("rect[data-outcome=MISSED]").count()).toBe(Number(counted));
    await page.context().close();
  });

  test("of a staker adds its positions up, and tells what is stuck", async () => {
    const { page } = await openBlank();
    await page.route(
      isAsked("AddressPage"),
      changed(({ unstakeQueue }) => {
        unstakeQueue.items[0].isStuck = true;
      }),
    );
    await page.goto(explorer!.month + examples.address!);
    await page.getByText(", stuck").waitFor();
    const figures = await figuresOf(page);
    const sumOf = (term: string) =>
      figures
        .filter((figure) => figure.term === term)
        .reduce((sum, { value }) => sum + BigInt(value), 0n);
    for (const field of ["value", "totalGain", "unstaking", "withdrawable"])
      expect([field, sumOf(`StakerPosition.${field}`)]).toEqual([
        field,
        sumOf(`StakerWorth.${field}`),
      ]);
    expect(sumOf("StakerWorth.value")).toBeGreaterThan(0n);
    await page.context().close();
  });

  test("of an address in no role says what it has not done", async () => {
    const { page, noise } = await open(`/address/0x${"de".repeat(20)}`);
    await page.getByText("This address has no part in the market").waitFor();
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test("of a requester adds up what can be taken back, and advises by the API's own figures", async () => {
    const { page, values, noise } = await open(examples.requester!);
    const cells = page
      .locator("main section", { has: page.locator("h2", { hasText: "Refundable now" }) })
      .locator("tbody [data-term='request.maxFee']");
    const amounts = await cells.evaluateAll((all) =>
      all.map((cell) => cell.getAttribute("data-value")!),
    );
    const [total] = values.get("RefundableRequestPage.totalAmount")!;
    expect(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n)).toBe(BigInt(total!));
    await page.getByLabel("Maximum fee in BREV").fill("12.5");
    await page.getByLabel("Minutes to the deadline").fill("600");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("Priced at 12.5 or less").waitFor();
    const advice = (await figuresOf(page)).filter(({ term }) => /Advice\./.test(term));
    expect(advice.length).toBeGreaterThan(3);
    expect(advice.filter(({ term, value }) => !values.get(term)?.has(value))).toEqual([]);
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test("of a moment before the first event says that nothing was yet", async () => {
    const { page } = await open("/as-of?block=0");
    await page.getByText("Nothing yet: no event of the contracts was before that.").waitFor();
    await page.context().close();
  });

  test.each(["/fees", "/feed"])("%s warns of differences that a comparison found", async (path) => {
    const { page } = await openBlank();
    await page.route(
      isAsked("Lag"),
      changed((data) => {
        data.lastVerification = { different: 2 };
      }),
    );
    await page.goto(explorer!.month + path);
    await page.getByText("The last comparison with the contracts found 2 differences.").waitFor();
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
    await expect
      .poll(async () => (await timesOf()).every((time) => time >= from! && time < to!))
      .toBe(true);
    expect((await timesOf()).length).toBeGreaterThan(3);
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
    await page.waitForTimeout(8_000);
    expect(asked.slice(before)).toEqual([]);
    await page.getByRole("button", { name: "Resume" }).click();
    await expect.poll(() => asked.slice(before)).toContain("FeedNewest");
    await page.context().close();
  });
});
