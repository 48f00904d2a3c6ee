import type { Page } from "playwright-core";
import { THEMES, type Theme } from "../settings.ts";
import { runCommand } from "./palette.ts";
import { quickInput } from "./quick-input.ts";

/** As a person does: the window does not see when its file of settings is changed from outside. */
export async function chooseTheme(page: Page, theme: Theme): Promise<void> {
  await runCommand(page, "Preferences: Color Theme");
  const input = quickInput(page).locator("input.input");
  await input.fill(THEMES[theme].label);
  const row = quickInput(page).locator(".quick-input-list .monaco-list-row.focused");
  await row.getByText(THEMES[theme].label, { exact: true }).waitFor();
  await input.press("Enter");
  await themeIs(page, theme);
}

export async function themeIs(page: Page, theme: Theme): Promise<void> {
  await page.locator(`.monaco-workbench.${THEMES[theme].cssClass}`).waitFor();
}
