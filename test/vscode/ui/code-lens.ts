import type { Locator, Page } from "playwright-core";

/** The code lenses of the editor that is shown, top to bottom: one link for each command of a line. */
export function codeLenses(page: Page): Locator {
  return page.locator(".codelens-decoration a, .codelens-decoration span").filter({ visible: true });
}

export function codeLens(page: Page, text: string | RegExp): Locator {
  return codeLenses(page).filter({ hasText: text }).first();
}
