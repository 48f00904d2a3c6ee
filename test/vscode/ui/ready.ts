import type { Page } from "playwright-core";

/** The mark that VS Code itself sets. */
const STARTED = "performance.getEntriesByName('code/didStartWorkbench').length > 0";

/** Waits until the window has its parts, editors and views back. */
export async function windowReady(page: Page): Promise<void> {
  await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
  await page.waitForFunction(STARTED, undefined, { timeout: 60_000 });
}
