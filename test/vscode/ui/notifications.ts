import type { Locator, Page } from "playwright-core";

/** The notifications that are shown, newest first. */
export function notificationToasts(page: Page): Locator {
  return page.locator(".notifications-toasts .notification-list-item");
}

export async function notifications(page: Page): Promise<readonly string[]> {
  return notificationToasts(page).locator(".notification-list-item-message").allInnerTexts();
}

/** Closes one by its own button, and waits until it is gone: the palette's command may come when the next one is there. */
export async function closeNotification(toast: Locator): Promise<void> {
  await toast.hover();
  await toast.locator(".codicon-notifications-clear").click();
  await toast.waitFor({ state: "detached" });
}
