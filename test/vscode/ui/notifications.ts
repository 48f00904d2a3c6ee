import type { Locator, Page } from "playwright-core";

/** The notifications that are shown, newest first. */
export function notificationToasts(page: Page): Locator {
  return page.locator(".notifications-toasts .notification-list-item");
}

export async function notifications(page: Page): Promise<readonly string[]> {
  return notificationToasts(page).locator(".notification-list-item-message").allInnerTexts();
}
