import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { quickInput } from "./quick-input.ts";

/** Opens a file by its absolute path, as a person does with Ctrl+P; with a line the cursor is there. */
export async function openFile(page: Page, file: string, line?: number): Promise<void> {
  await page.keyboard.press("ControlOrMeta+p");
  const input = quickInput(page).locator("input.input");
  await input.fill(line === undefined ? file : `${file}:${line}`);
  const row = quickInput(page).locator(".quick-input-list .monaco-list-row").first();
  await row.getByText(path.basename(file)).first().waitFor();
  await input.press("Enter");
  // Keys that are pressed from now on are the editor's.
  await page.locator(`.monaco-editor.focused[data-uri$="/${encodeURI(path.basename(file))}"]`).waitFor();
}

/** The tab of an open editor or webview. */
export function editorTab(page: Page, name: string): Locator {
  return page.locator(".tabs-container .tab").filter({ hasText: name }).first();
}
