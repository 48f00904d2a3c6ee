import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { askAgain } from "./ask-again.ts";
import { quickInput } from "./quick-input.ts";

/** Opens a file by its absolute path, as a person does with Ctrl+P; with a line the cursor is there. */
export async function openFile(page: Page, file: string, line?: number): Promise<void> {
  const name = path.basename(file);
  await askAgain(page, async (timeout) => {
    await page.keyboard.press("ControlOrMeta+p");
    const input = quickInput(page).locator("input.input");
    await input.fill(line === undefined ? file : `${file}:${line}`, { timeout });
    const row = quickInput(page).locator(".quick-input-list .monaco-list-row").first();
    await row.getByText(name).first().waitFor({ timeout });
    await input.press("Enter", { timeout });
    // Keys that are pressed from now on are the editor's.
    await page.locator(`.monaco-editor.focused[data-uri$="/${encodeURI(name)}"]`).waitFor({ timeout });
  });
}

/** The tab of an open editor or webview. */
export function editorTab(page: Page, name: string): Locator {
  return page.locator(".tabs-container .tab").filter({ hasText: name }).first();
}
