/** Opens pages in a real browser, watches them, and changes what the API tells them. */
import { readFileSync } from "node:fs";
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Route,
} from "playwright-core";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { collect, schemaOf, type Values } from "./answers.ts";

export const explorer = inject("explorer");

const sdl = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");

/** Sizes and themes a page is looked at in. */
export const looks: readonly BrowserContextOptions[] = [
  { viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
];

/** A page that was opened, and what was noticed on the way. */
export type Opened = Readonly<{
  page: Page;
  /** Messages in the console, errors, and requests to other hosts: there should be none. */
  noise: string[];
  /** Names of the operations asked, without the pulse. */
  asked: string[];
  /** Every value the API gave. */
  values: Values;
}>;

let browser: Browser;

/** Connects the tests of a file to the browser. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (explorer) browser = await chromium.connect(explorer.browser);
  });
  afterAll(() => browser?.close());
}

/** Opens an address of the recorded month, or of the quirks, and waits until the page stands. */
export async function open(
  path: string,
  look: BrowserContextOptions = looks[0]!,
  base = explorer!.month,
): Promise<Opened> {
  const opened = await openBlank(look, base);
  await stand(opened.page, base + path);
  return opened;
}

/** Goes to an address, and waits until the page stands. */
export async function stand(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector("h1");
  await page.waitForLoadState("networkidle");
}

/** A page that is watched and has no address yet. */
export async function openBlank(
  look: BrowserContextOptions = looks[0]!,
  base = explorer!.month,
): Promise<Opened> {
  const context = await browser.newContext({ ...look, reducedMotion: "reduce" });
  const page = await context.newPage();
  const opened: Opened = { page, noise: [], asked: [], values: new Map() };
  await page.addInitScript(sumShifts);
  watch(opened, base);
  return opened;
}

/** The window of a page that is watched. */
export type Watched = Window & { shifts?: { sum: number; what: string[] } };

/** Adds up how far things moved on the page by themselves. */
function sumShifts(): void {
  const shifts = { sum: 0, what: [] as string[] };
  (window as Watched).shifts = shifts;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Node | null }[];
    })[]) {
      if (entry.hadRecentInput) continue;
      shifts.sum += entry.value;
      shifts.what.push(
        `${entry.value.toFixed(4)} ${entry.sources.map(({ node }) => (node as Element | null)?.outerHTML?.slice(0, 80)).join(" | ")}`,
      );
    }
  }).observe({ type: "layout-shift", buffered: true });
}

function watch({ page, noise, asked, values }: Opened, base: string): void {
  const schema = schemaOf(sdl);
  page.on("console", (message) => noise.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(error.message));
  page.on("dialog", (dialog) => noise.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("blob:"))
      noise.push(`another host: ${request.url()}`);
  });
  page.on("response", async (response) => {
    const query = new URL(response.url()).searchParams.get("query");
    if (query === null) return;
    const name = /^query (\w+)/.exec(query)?.[1] ?? "?";
    if (name !== "Pulse" && name !== "Lag") asked.push(name);
    const answer = await response.json().catch(() => null);
    if (answer?.data) collect(schema, query, answer.data, values);
  });
}

/** Passes on what the API says, changed. */
// biome-ignore lint/suspicious/noExplicitAny: an answer has the shape its question asked for.
export const changed = (change: (data: Record<string, any>) => void) => async (route: Route) => {
  const fulfil = async () => {
    const response = await route.fetch();
    const { data, ...rest } = await response.json();
    change(data);
    await route.fulfill({ response, json: { data, ...rest } });
  };
  // The page may be closed while the API is answering.
  await fulfil().catch((error: Error) => {
    if (!/closed|disposed/.test(error.message)) throw error;
  });
};

/** Whether a request asks the operation of this name. */
export const isAsked = (name: string) => (url: URL) =>
  url.searchParams.get("query")?.startsWith(`query ${name}`) ?? false;

/** What the API answers to a question of the test's own. */
// biome-ignore lint/suspicious/noExplicitAny: an answer has the shape its question asked for.
export async function answerOf(query: string, variables: object = {}): Promise<any> {
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
export const stir = (page: Page) =>
  page.route(
    isAsked("Pulse"),
    changed(({ feed }) => {
      feed.items[0].id = `9${feed.items[0].id}`;
    }),
  );
