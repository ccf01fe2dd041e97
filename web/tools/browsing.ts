/** Opens pages in a real browser, watches them, and changes what the API tells them. */
import { readFileSync } from "node:fs";
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Request,
  type Route,
} from "playwright-core";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { collect, schemaOf, type Values } from "./answers.ts";

export const explorer = inject("explorer");

const sdl = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");

/** The windows a page is looked at in. */
export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

/** Sizes and themes every page is checked in. */
export const looks: readonly BrowserContextOptions[] = [
  { viewport: desktop, colorScheme: "light" },
  { viewport: phone, colorScheme: "dark" },
];

/** SLOW=6 has the browser compute at a sixth of its speed: what a page shows by then, no test may rely on. */
const slowness = Number(process.env.SLOW ?? 1);

/** A page that was opened, and what was noticed on the way. */
export type Opened = Readonly<{
  page: Page;
  /** Messages in the console, errors, and requests to other hosts: there should be none. */
  noise: string[];
  /** Names of the operations asked, without the pulse. */
  asked: string[];
  /** Every value the API gave. */
  values: Values;
  /** What was asked, without the pulse, and is not noted yet. */
  underway: Set<Request>;
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
  await opened.page.goto(base + path);
  await settled(opened);
  return opened;
}

/** Waits until the page stands: nothing is asked, nothing has a stand-in, nothing is left to draw. */
export async function settled({ page, underway }: Opened): Promise<void> {
  await page.waitForSelector("h1");
  const isDrawn = () =>
    page.evaluate(
      () =>
        new Promise<boolean>((resolve) =>
          requestIdleCallback(() => resolve(document.querySelector("main [data-shown]") === null)),
        ),
    );
  await expect
    .poll(async () => underway.size === 0 && (await isDrawn()) && underway.size === 0)
    .toBe(true);
}

/** How long anything is waited for: it comes at once, but on a busy machine. */
const PATIENCE_MS = 60_000;

/** A page that is watched and has no address yet. */
export async function openBlank(
  look: BrowserContextOptions = looks[0]!,
  base = explorer!.month,
): Promise<Opened> {
  const context = await browser.newContext({ ...look, reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  if (slowness > 1) {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowness });
  }
  const opened: Opened = { page, noise: [], asked: [], values: new Map(), underway: new Set() };
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

/** The name of the operation a request asks; undefined for the pulse, and for what is no question. */
function nameOf(request: Request): string | undefined {
  const query = new URL(request.url()).searchParams.get("query");
  const name = /^query (\w+)/.exec(query ?? "")?.[1];
  return name === "Pulse" || name === "Lag" ? undefined : name;
}

function watch({ page, noise, asked, values, underway }: Opened, base: string): void {
  const schema = schemaOf(sdl);
  page.on("console", (message) => {
    // Said of what was fetched ahead when a slow machine comes to it later than Chromium thinks right.
    if (!message.text().includes("was preloaded using link preload but not used"))
      noise.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => noise.push(error.message));
  page.on("dialog", (dialog) => noise.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("blob:"))
      noise.push(`another host: ${request.url()}`);
    if (nameOf(request) !== undefined) underway.add(request);
  });
  page.on("requestfailed", (request) => underway.delete(request));
  page.on("response", async (response) => {
    const query = new URL(response.url()).searchParams.get("query");
    if (query === null) return;
    const name = nameOf(response.request());
    if (name !== undefined) asked.push(name);
    const answer = await response.json().catch(() => null);
    if (answer?.data) collect(schema, query, answer.data, values);
    underway.delete(response.request());
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
