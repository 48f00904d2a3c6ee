import type { Locator, Page } from "playwright-core";
import { askAgain } from "./ask-again.ts";
import { pickItem, quickInput } from "./quick-input.ts";

/**
 * Runs a command by the title that the palette shows for it (`Millrace: Open Graph`). The palette lists what was known
 * when it was opened: it is opened again until it knows the command.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  await askAgain(page, async (eachMs) => {
    const box = await pressForPalette(page, eachMs);
    await box.locator("input.input").fill(`>${title}`, { timeout: eachMs });
    await pickItem(page, title, eachMs);
  });
}

export function openPalette(page: Page): Promise<Locator> {
  return askAgain(page, (eachMs) => pressForPalette(page, eachMs));
}

async function pressForPalette(page: Page, timeout: number): Promise<Locator> {
  await page.keyboard.press("F1");
  const box = quickInput(page);
  await box.waitFor({ timeout });
  return box;
}
