import { createStore } from "../data/store.ts";

/** What was just said to the reader: shown for a moment, and read out. */
export const notice = createStore("");

let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  notice.write(text);
  clearTimeout(timer);
  timer = setTimeout(() => notice.write(""), 2_500);
}

/** Copies a text; where the browser forbids it (no TLS), selects it and says so. */
export async function copy(text: string, what: string, shown?: Element | null): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied ${what}`);
  } catch {
    if (shown) document.getSelection()?.selectAllChildren(shown);
    say("This browser does not allow copying here; the text is selected.");
  }
}
