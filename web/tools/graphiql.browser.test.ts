import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { exampleQueries } from "../../test/api/examples.ts";
import { explorer, openBlank, useBrowser } from "./browsing.ts";

const [first, last] = [exampleQueries[0]!, exampleQueries.at(-1)!];

describe.skipIf(explorer === null)("the editor in a browser", () => {
  useBrowser();

  test("shows the first example to a newcomer, and answers it and the last one", async () => {
    const { page, noise } = await openBlank();
    await page.goto(`${explorer!.month}/graphql`);
    await expect.poll(() => shownIn(page)).toContain(firstLine(first));
    expect(await play(page)).toMatchObject({ data: { request: { status: "FULFILLED" } } });

    await page.locator(".graphiql-tab-button").last().click();
    await page.waitForFunction(
      "document.querySelectorAll('.graphiql-tab-active ~ .graphiql-tab').length === 0",
    );
    await expect.poll(() => shownIn(page)).toContain(firstLine(last));
    // The editor reads an operation's name a tenth of a second after its text came: until then it plays the last one's.
    await expect.poll(() => operationIn(page)).toBe(/^query (\w+)/m.exec(last.text)![1]);
    expect(await play(page)).toMatchObject({ data: expect.anything() });
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test("shows and answers the operation of its address, and the same after a reload", async () => {
    const { page, noise } = await openBlank();
    const query = "query Mine($n: Int) { provers(limit: $n) { totalCount } }";
    const asked = new URLSearchParams({ query, variables: '{"n":3}' });
    await page.goto(`${explorer!.month}/graphql?${asked}`);
    await expect.poll(() => shownIn(page)).toContain("query Mine");
    expect(await play(page)).toMatchObject({ data: { provers: {} } });
    await page.reload();
    await expect.poll(() => shownIn(page)).toContain("query Mine");
    await page.goto(`${explorer!.month}/graphql`);
    await expect.poll(() => shownIn(page)).toContain("query Mine");
    expect(noise).toEqual([]);
    await page.context().close();
  });
});

const firstLine = ({ text }: { text: string }) => text.split("\n")[0]!;

/** The operation in sight. */
async function shownIn(page: Page): Promise<string> {
  const lines = await page.locator(".graphiql-query-editor .view-line").allTextContents();
  return lines.join("\n").replaceAll("\u00a0", " ");
}

/** The name of the operation in sight, as the editor keeps it. */
const operationIn = (page: Page) =>
  page.evaluate(() => {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem("graphiql:tabState") ?? "{}");
    return tabs?.[activeTabIndex]?.operationName;
  });

/** Presses play; the answer, which must also be in sight. */
async function play(page: Page): Promise<unknown> {
  const isAnswer = (url: string, body: string | null) =>
    url.endsWith("/graphql") && !body?.includes("IntrospectionQuery");
  const [response] = await Promise.all([
    page.waitForResponse((answer) => isAnswer(answer.url(), answer.request().postData())),
    page.locator(".graphiql-execute-button").click(),
  ]);
  await page.locator(".graphiql-response .view-line", { hasText: '"data"' }).waitFor();
  return response.json();
}
