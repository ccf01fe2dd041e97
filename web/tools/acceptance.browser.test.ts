/** What each page is for, done as its reader would. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import {
  answerOf,
  changed,
  explorer,
  isAsked,
  open,
  openBlank,
  phone,
  useBrowser,
} from "./browsing.ts";
import { examples } from "./examples.ts";

const cells = (page: Page, head: string) =>
  page.$$eval(
    "main tbody td",
    (all, head) =>
      all
        .filter((cell) => cell.getAttribute("data-head") === head)
        .map((cell) => cell.querySelector("[data-value]")?.getAttribute("data-value") ?? null),
    head,
  );

describe.skipIf(explorer === null)("a reader", () => {
  useBrowser();

  test.each([
    ["Bluefin", /\/provers\/0xcd3b/],
    ["0xd8fb3105", /\/requests\/0xd8fb3105/],
    ["0x09fe49457e9f", /\/programs\/0x09fe/],
    ["0x924ba5ce9f91dded37b4ebf8c0dc82a40202fc0a", /\/requesters\/0x924b/],
    ["3,000", /\/feed\?block=3000/],
    ["924BA5CE9F91DDED37B4EBF8C0DC82A40202FC0A", /\/requesters\/0x924b/],
    [
      "https://basescan.org/address/0x9e545e3c0baab3e08cdfd552c960a1050f373042",
      /\/address\/0x9e54/,
    ],
  ])("finds %s with one search, from the keyboard", async (text, address) => {
    const { page, noise } = await open("/");
    await page.keyboard.press("/");
    await page.keyboard.type(text);
    // Without a look at what is found: that of a part of the text may still be in sight.
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toMatch(address);
    await page.locator("main [data-term]").first().waitFor();
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test.each(["no such thing", "0x12"])("is told what a search can find at %s", async (text) => {
    const { page } = await open("/");
    await page.getByRole("combobox", { name: /^Search/ }).fill(text);
    await page.locator("[role=option]", { hasText: "Nothing found" }).waitFor();
    await page.context().close();
  });

  test("is led from a vault to its prover", async () => {
    const { vaults } = await answerOf("{ vaults(limit: 1) { items { address prover } } }");
    const [{ address, prover }] = vaults.items;
    const { page } = await open("/");
    await page.keyboard.press("/");
    await page.keyboard.type(address);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain(`/address/${address}`);
    await page.locator(`main a[href="/provers/${prover}"]`).first().click();
    await expect.poll(() => page.url()).toContain(`/provers/${prover}`);
    await page.context().close();
  });

  test("ranks provers by each figure, either way, those without it last", async () => {
    const { page, noise } = await open("/provers?state=ALL");
    await page.locator("button[aria-label^='Sort by']").first().waitFor();
    const names = await page
      .locator("button[aria-label^='Sort by']")
      .evaluateAll((all) =>
        all.map((button) => button.getAttribute("aria-label")!.slice("Sort by ".length)),
      );
    expect(names).toContain("Stake, BREV");
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      const button = page.getByRole("button", { name: `Sort by ${name}`, exact: true });
      for (const isAscending of [false, true]) {
        await button.click();
        const order = isAscending ? "ascending" : "descending";
        await page
          .locator("th", { has: button })
          .and(page.locator(`[aria-sort=${order}]`))
          .waitFor();
        const isSorted = async () => {
          const told = await cells(page, name);
          const known = told.filter((value) => value !== null).map(Number);
          const sorted = [...known].sort((a, b) => (isAscending ? a - b : b - a));
          return (
            told.length > 10 &&
            told.slice(known.length).every((value) => value === null) &&
            JSON.stringify(known) === JSON.stringify(sorted)
          );
        };
        await expect.poll(isSorted, { message: `${name}, ${order}` }).toBe(true);
      }
    }
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test("swaps the two provers that are compared, and every figure with them", async () => {
    const { page } = await open(examples.compare!);
    const rows = () =>
      page
        .locator("main table")
        .first()
        .locator("tbody tr")
        .evaluateAll((all) =>
          all.map((row) =>
            [...row.querySelectorAll("td[data-number=true]")].map((cell) => cell.textContent),
          ),
        );
    const before = await rows();
    expect(before.length).toBeGreaterThan(10);
    await page.getByRole("button", { name: "⇄ Swap" }).click();
    await expect.poll(rows).toEqual(before.map((row) => row.toReversed()));
    await page.context().close();
  });

  test("sees when each duty closes, and goes from it to its request", async () => {
    const { page, noise } = await openBlank();
    let closesAt = 0;
    const id = `0x${"ab".repeat(32)}`;
    await page.route(
      isAsked("ProverNow"),
      changed(({ proverDuties }) => {
        closesAt = proverDuties.at + 5 * 3_600 + 59;
        const request = { id, vk: id, maxFee: "2", minStake: "1", winnerFee: "1", secondFee: null };
        const duty = { opensAt: proverDuties.at - 60, isDue: true, request };
        proverDuties.items = [
          { ...duty, kind: "PROVE", closesAt, obstacles: [] },
          { ...duty, kind: "REVEAL", closesAt: proverDuties.at + 599, obstacles: ["NOT_ACTIVE"] },
        ];
      }),
    );
    await page.goto(explorer!.month + examples["prover-now"]!);
    const picture = page.locator("main svg[role=group]");
    await picture.waitFor();
    expect(await picture.getAttribute("aria-label")).toMatch(/^2 duties; the first closes in 9 m/);
    await expect.poll(() => picture.textContent()).toMatch(/prove 0xabab.*5 h/);
    expect(await picture.locator("[data-kind]").count()).toBe(2);
    await picture.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain(`/requests/${id}`);
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test.each(["network", "prover-load"])(
    "chooses a part of the time of %s by dragging",
    async (name) => {
      const { page, noise } = await open(examples[name]!);
      const picture = page.locator("main svg[role=group]").first();
      await picture.scrollIntoViewIfNeeded();
      const box = (await picture.boundingBox())!;
      await page.mouse.move(box.x + 300, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + 500, box.y + 60, { steps: 4 });
      await page.mouse.up();
      await expect.poll(() => page.url()).toMatch(/from=\d+&to=\d+/);
      await page.goBack();
      await expect.poll(() => page.url()).not.toContain("from=");
      expect(noise).toEqual([]);
      await page.context().close();
    },
  );

  test("reads a picture with a finger, and chooses a part of it", async () => {
    const { page, noise } = await open("/", { viewport: phone, hasTouch: true });
    const picture = page.locator("main svg[role=group]").first();
    await picture.scrollIntoViewIfNeeded();
    const { x, y } = (await picture.boundingBox())!;
    await page.touchscreen.tap(x + 150, y + 60);
    await page.locator("main p", { hasText: /UTC · proven: \d/ }).waitFor();
    // Up and down, the page is the browser's to move.
    const action = await picture.evaluate((svg) => getComputedStyle(svg).touchAction);
    expect(action).toBe("pan-y pinch-zoom");
    expect(page.url()).not.toContain("from=");
    const session = await page.context().newCDPSession(page);
    const send = (type: "touchStart" | "touchMove" | "touchEnd", ...places: number[]) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: places.map((place) => ({ x: x + place, y: y + 60 })),
      });
    await send("touchStart", 100);
    for (const place of [130, 160, 190, 220]) await send("touchMove", place);
    await send("touchEnd");
    await expect.poll(() => page.url()).toMatch(/from=\d+&to=\d+/);
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test("opens a mark with the second touch", async () => {
    const { page } = await open("/provers", { viewport: phone, hasTouch: true });
    const circle = page.locator("main svg[role=group] circle").last();
    await circle.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await circle.boundingBox())!;
    const touch = () => page.touchscreen.tap(x + width / 2, y + height / 2);
    await touch();
    await page.locator("main p", { hasText: /APR .* %/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/provers");
    await touch();
    await expect.poll(() => page.url()).toMatch(/provers\/0x/);
    await page.context().close();
  });

  test("sees red where the fees do not add up, and where a rule of the index is broken", async () => {
    const { page } = await openBlank();
    await page.route(
      isAsked("FeesPage"),
      changed(({ feeFlow }) => {
        feeFlow.periods[0].refunds = String(BigInt(feeFlow.periods[0].refunds) + 1n);
      }),
    );
    await page.goto(`${explorer!.month}/fees`);
    await page.locator("main [data-wrong=true]").first().waitFor();
    await page.route(
      isAsked("IntegrityPage"),
      changed(({ invariants }) => {
        invariants.at(-1).holds = false;
      }),
    );
    await page.goto(`${explorer!.month}/integrity`);
    await page.locator("main", { hasText: "1 broken: a figure is wrong" }).waitFor();
    expect(await page.locator("main tbody tr").first().textContent()).toContain("✕ broken");
    await page.context().close();
  });

  // The chain's clock has passed the end, and no block has come that the index could tell of.
  test("of a request is told that its phase is over", async () => {
    const { page } = await openBlank();
    await page.route(
      isAsked("RequestPage"),
      changed(({ requestTimeline: { request } }) => {
        Object.assign(request.clock, { phase: "BIDDING", endsAt: 1, nextPhase: "REVEALING" });
      }),
    );
    await page.goto(explorer!.month + examples.request!);
    const tile = page.locator("main dl > div").first();
    await expect.poll(() => tile.textContent()).toBe("Biddingoverthen revealing");
    await page.context().close();
  });

  test.each([
    ["BIDDING", /Bidding/],
    ["REVEALING", /Revealing/],
    ["PROVING", /Proving/],
    ["REFUNDABLE", /Refundable/],
    ["FULFILLED", /Fulfilled/],
    ["REFUNDED", /Refunded/],
    ["SLASHED", /Slashed/],
  ] as const)("of a request is told that it is %s", async (phase, word) => {
    const { page, noise } = await openBlank();
    await page.route(
      isAsked("RequestPage"),
      changed(({ requestTimeline }) => {
        const { request } = requestTimeline;
        const { clock } = request;
        requestTimeline.proof = null;
        clock.phase = phase;
        const isOpen = ["BIDDING", "REVEALING", "PROVING"].includes(phase);
        if (phase !== "FULFILLED") Object.assign(request, { price: null, fulfilledAt: null });
        if (isOpen) Object.assign(clock, { endsAt: 4_000_000_000, nextPhase: "REFUNDABLE" });
        if (phase === "REFUNDABLE")
          Object.assign(clock, { refundableFrom: 1, refundableReason: "NO_BIDS" });
        if (phase === "REFUNDED")
          Object.assign(request, { refundedAt: request.createdAt + 9, refundReason: "NO_BIDS" });
        if (phase === "SLASHED") Object.assign(request, { slashedAt: request.createdAt + 9 });
      }),
    );
    await page.goto(explorer!.month + examples.request!);
    await page.locator("main svg[role=group]").first().waitFor();
    expect(await page.locator("main [data-tone]").first().textContent()).toMatch(word);
    // One that can only be refunded waits for no proof.
    const isOpen = ["BIDDING", "REVEALING", "PROVING"].includes(phase);
    await page
      .getByText(isOpen ? "No proof was accepted yet." : "No proof was accepted.")
      .waitFor();
    expect(noise).toEqual([]);
    await page.context().close();
  });
});
