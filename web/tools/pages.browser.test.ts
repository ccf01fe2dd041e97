/** What single pages must do besides: sums, what moves, what is stuck, retired or not there. */
import { describe, expect, test } from "vitest";
import {
  answerOf,
  changed,
  explorer,
  isAsked,
  open,
  openBlank,
  phone,
  settled,
  stir,
  useBrowser,
} from "./browsing.ts";
import { examples } from "./examples.ts";
import { figuresOf } from "./page-checks.ts";

describe.skipIf(explorer === null)("a page", () => {
  useBrowser();

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
    await page.clock.install();
    const { meta } = await answerOf("{ meta { block { timestamp } } }");
    await page.route(
      isAsked("RequestPage"),
      changed(({ requestTimeline: { request } }) => {
        Object.assign(request, { price: null, fulfilledAt: null });
        Object.assign(request.clock, {
          ...{ phase: "BIDDING", nextPhase: "REVEALING" },
          endsAt: meta.block.timestamp + 600,
        });
      }),
    );
    await page.goto(explorer!.month + examples.request!);
    const tile = page.locator("main dl > div", { hasText: /^Bidding/ });
    const said = async () => [
      await tile.locator("dt").textContent(),
      await tile.locator("dd").first().textContent(),
    ];
    await expect.poll(said).toEqual(["Bidding ends in", expect.stringMatching(/^9 m \d+ s$/)]);
    await page.clock.fastForward(600_000);
    // It read "Bidding ends in over".
    await expect.poll(said).toEqual(["Bidding", "over"]);
    await page.context().close();
  });

  test.each([
    ["refunded", "status: REFUNDED", "refunded"],
    // Its fee was drawn as if the winner were still to be paid.
    ["refundable", "status: PENDING, deadline_lt: $now", "to refund"],
  ])("of a %s request shows no price, on a phone neither", async (_, where, back) => {
    const { meta } = await answerOf("{ meta { block { timestamp } } }");
    const condition = where.replace("$now", `"${meta.block.timestamp}"`);
    const { requests } = await answerOf(
      `{ requests(where: { ${condition}, revealers_gt: 1 }, limit: 1) { items { id } } }`,
    );
    const { page } = await open(`/requests/${requests.items[0].id}`, { viewport: phone });
    await page.locator("main li", { hasText: back }).first().waitFor();
    const texts = await page.locator("main svg[role=group] text").allTextContents();
    expect(texts.filter((text) => text.includes("price"))).toEqual([
      expect.stringMatching(/^no price; would be [\d.]+$/),
    ]);
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

  // The picture left out what was won before the span, and a miss that is not refunded yet.
  test("of a prover's load draws each miss it lists", async () => {
    const { page } = await open(examples["prover-load"]!);
    const listed = page
      .locator("main section", { has: page.locator("h2", { hasText: "Missed deadlines" }) })
      .locator("tbody tr");
    const picture = page.locator("main svg[role=group]");
    const [, counted] = /(\d+) missed/.exec((await picture.getAttribute("aria-label"))!)!;
    expect(Number(counted)).toBeGreaterThan(0);
    expect(await listed.count()).toBe(Number(counted));
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
    const opened = await open(examples.requester!);
    const { page, values, noise } = opened;
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
    await settled(opened);
    const advice = (await figuresOf(page)).filter(({ term }) => /Advice\./.test(term));
    expect(advice.length).toBeGreaterThan(3);
    expect(advice.filter(({ term, value }) => !values.get(term)?.has(value))).toEqual([]);
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test("of the rules parts long amounts between groups of digits on a phone, never within", async () => {
    const { page } = await open("/integrity", { viewport: phone });
    const { parted, broken } = await page.$$eval("main td [data-value]", (all) => {
      const lines = (node: Node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return new Set([...range.getClientRects()].map(({ top }) => top)).size;
      };
      const isGroup = (node: Node) => /^[\d,]+$/.test(node.textContent ?? "");
      return {
        parted: all.filter((amount) => isGroup(amount) && lines(amount) > 1).length,
        broken: all
          .flatMap(({ childNodes }) => [...childNodes])
          .filter((node) => isGroup(node) && lines(node) > 1)
          .map(({ textContent }) => textContent),
      };
    });
    expect(parted).toBeGreaterThan(3);
    expect(broken).toEqual([]);
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
});
