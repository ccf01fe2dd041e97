import { existsSync } from "node:fs";

/** Where Debian, Ubuntu, Fedora and macOS put a browser; CHROMIUM names another place. */
const PLACES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser of this machine; null where there is none. */
export const findBrowser = (): string | null =>
  PLACES.find((path) => path !== undefined && path !== "" && existsSync(path)) ?? null;

/** It runs in containers too, and renders alike everywhere. */
export const LAUNCH = { args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"] };
