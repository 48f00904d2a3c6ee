import type { Locator, Page } from "playwright-core";
import { pickItem, quickInput } from "./quick-input.ts";

const WAIT_MS = 60_000;
const EACH_MS = 3000;

/**
 * Runs a command by the title that the palette shows for it (`Millrace: Open Graph`). Asks again for a while: the
 * palette lists what was known when it was opened, and a webview that has just opened takes the focus from it.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    try {
      const box = await openPalette(page);
      await box.locator("input.input").fill(`>${title}`, { timeout: EACH_MS });
      return await pickItem(page, title, EACH_MS);
    } catch (error) {
      if (Date.now() >= until) throw error;
      await page.keyboard.press("Escape");
    }
  }
}

export async function openPalette(page: Page): Promise<Locator> {
  await page.keyboard.press("F1");
  const box = quickInput(page);
  await box.waitFor({ timeout: EACH_MS });
  return box;
}
