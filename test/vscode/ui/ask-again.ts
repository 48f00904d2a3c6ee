import type { Page } from "playwright-core";

const WAIT_MS = 60_000;
const EACH_MS = 5000;

/**
 * Asks by keys, again for a while: a window that loads, or a webview that has just opened, takes the focus from what
 * was to get them. `ask` is given how long it may wait for each thing, in milliseconds.
 */
export async function askAgain<T>(page: Page, ask: (eachMs: number) => Promise<T>): Promise<T> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    try {
      return await ask(EACH_MS);
    } catch (error) {
      if (Date.now() >= until) throw error;
      await page.keyboard.press("Escape");
    }
  }
}
