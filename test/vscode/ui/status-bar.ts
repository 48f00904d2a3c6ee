import type { Locator, Page } from "playwright-core";

/** An item of the status bar by what it shows. */
export function statusItem(page: Page, text: string | RegExp): Locator {
  return page.locator(".statusbar-item").filter({ hasText: text }).first();
}
