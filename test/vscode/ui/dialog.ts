import type { Locator, Page } from "playwright-core";

/** The dialog that has to be answered before anything else. */
export function modalDialog(page: Page): Locator {
  return page.locator(".monaco-dialog-box");
}

/** Presses a button of it, and waits until it is gone. */
export async function pressInDialog(page: Page, button: string): Promise<void> {
  const dialog = modalDialog(page);
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}
