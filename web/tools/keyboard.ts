/** The page by keyboard alone. */
import type { Page } from "playwright-core";

/** How many stops are walked to; the others are asked to show their focus without a key. */
const WALKED = 40;

const FOCUSABLE =
  "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";

/** Stops of the page, in order, that Tab does not come to, or that do not show that they have the focus. */
export async function walk(page: Page): Promise<readonly string[]> {
  await page.evaluate((selector) => {
    const isSeen = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) &&
      !(element as HTMLButtonElement).disabled;
    const all = [...document.querySelectorAll<HTMLElement | SVGElement>(selector)].filter(isSeen);
    const reached: unknown[] = [];
    document.addEventListener("focusin", ({ target }) => reached.push(target));
    Object.assign(window, { walked: { all, reached } });
    (document.activeElement as HTMLElement | null)?.blur();
    window.scrollTo(0, 0);
  }, FOCUSABLE);
  for (let stop = 0; stop < WALKED; stop++) await page.keyboard.press("Tab");
  return page.evaluate((most) => {
    const { all, reached } = (
      window as unknown as { walked: { all: HTMLElement[]; reached: unknown[] } }
    ).walked;
    // A browser stops at boxes that scroll, too.
    const known = reached.filter((element) => all.includes(element as HTMLElement));
    const nameOf = (element: Element) => element.outerHTML.slice(0, 120);
    const missed = all
      .slice(0, Math.min(most, all.length))
      .filter((element, index) => known[index] !== element)
      .map((element) => `not reached in its turn: ${nameOf(element)}`);
    const unseen = all
      .filter((element) => {
        element.focus({ preventScroll: true });
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        if (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 1) return true;
        // What only readers of a screen are told is cut to nothing.
        for (let around: Element | null = element; around; around = around.parentElement)
          if (getComputedStyle(around).clipPath !== "none") return true;
        return false;
      })
      .map((element) => `its focus is not seen: ${nameOf(element)}`);
    return [...missed.slice(0, 3), ...unseen.slice(0, 3)];
  }, WALKED);
}
