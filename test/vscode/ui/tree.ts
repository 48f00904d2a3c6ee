import type { Locator, Page } from "playwright-core";
import { until } from "../until.ts";
import { runCommand } from "./palette.ts";

/** The section of a view by its title (`Pipelines`), opened and focused by its own command in the palette. */
export async function openView(page: Page, title: string, container: string): Promise<Locator> {
  await runCommand(page, `${container}: Focus on ${title} View`);
  const view = viewSection(page, title);
  await view.waitFor();
  return view;
}

export function viewSection(page: Page, title: string): Locator {
  const header = page.locator(".pane-header").filter({ has: page.getByText(title, { exact: true }) });
  return page.locator(".pane").filter({ has: header });
}

/** A row of a tree whose own label is exactly that; the description beside it does not count. */
export function treeRow(view: Locator, label: string): Locator {
  const page = view.page();
  return view
    .locator(".monaco-list-row")
    .filter({ has: page.locator(".label-name").getByText(label, { exact: true }) })
    .first();
}

/** What a row shows: label, and after a space its description. */
export async function treeRowText(row: Locator): Promise<string> {
  const parts = await row.locator(".label-name, .label-description").allTextContents();
  return parts.join(" ").replaceAll("\u00a0", " ").trim();
}

/** Opens a row, which must be one that has children. */
export async function expandRow(row: Locator): Promise<void> {
  await until("the row is open", async () => {
    const expanded = await row.getAttribute("aria-expanded");
    if (expanded === "false") await row.locator(".monaco-tl-twistie").click();
    return expanded === "true";
  });
}

/** Presses a button that a row shows while the mouse is over it (`Cancel`). */
export async function pressRowAction(row: Locator, title: string): Promise<void> {
  await row.hover();
  await row.locator(".actions .action-label").and(row.page().getByLabel(title)).first().click();
}

/** Opens a row's context menu and chooses from it. */
export async function chooseFromRowMenu(row: Locator, title: string): Promise<void> {
  await row.click({ button: "right" });
  const page = row.page();
  const item = page.locator(".context-view .action-item").filter({ hasText: title }).first();
  // By key: a menu ignores the mouse for a moment after it has opened.
  await item.hover();
  await item
    .locator(".action-menu-item:focus")
    .or(page.locator(".context-view .action-item.focused"))
    .first()
    .waitFor();
  await page.keyboard.press("Enter");
}
