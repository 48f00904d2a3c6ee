import type { Locator, Page } from "playwright-core";
import { runCommand } from "./palette.ts";

export async function showProblems(page: Page): Promise<void> {
  await runCommand(page, "Problems: Focus on Problems View");
  await page.locator(".markers-panel").waitFor();
}

/** The problems that the view shows, without the files above them and the places below them that they refer to. */
export function problemRows(page: Page): Locator {
  return page.locator('.markers-panel .monaco-list-row[aria-level="2"]');
}
