import type { Locator, Page } from "playwright-core";
import { until } from "../until.ts";

const ROW = ".quick-input-list .monaco-list-row";

/** The box in which VS Code asks: palette, quick picks, inputs. */
export function quickInput(page: Page): Locator {
  return page.locator(".quick-input-widget:not(.hidden)").filter({ visible: true });
}

/** What the list of the open box shows, top to bottom: labels without descriptions. */
export async function quickPickLabels(page: Page): Promise<readonly string[]> {
  const texts = await quickInput(page)
    .locator(`${ROW} .quick-input-list-row:first-child .label-name`)
    .allInnerTexts();
  return texts.map((text) => text.trim());
}

/** Chooses the item with exactly that label. Fails with what was there when there is none. */
export async function pickItem(page: Page, label: string, timeout = 60_000): Promise<void> {
  const row = quickInput(page)
    .locator(ROW)
    .filter({ has: page.locator(".label-name").getByText(label, { exact: true }) })
    .first();
  try {
    await row.click({ timeout });
  } catch (error) {
    const there = await quickPickLabels(page).catch(() => []);
    throw new Error(`No "${label}" to pick. There: ${there.join(" | ") || "nothing"}.`, { cause: error });
  }
}

/** Answers the input box with that prompt: the box of the question before it may still be there. */
export async function answer(page: Page, prompt: string, text: string): Promise<void> {
  const box = quickInput(page).filter({ has: page.locator(".quick-input-message").getByText(prompt) });
  const input = box.locator("input.input");
  await input.fill(text);
  await input.press("Enter");
  // It is taken when the extension has validated it; whatever else opens before that takes it back.
  await box.waitFor({ state: "hidden" });
}

/** Answers the dialog that asks where to save. It comes with a name of its own, which would replace one typed before. */
export async function saveAs(page: Page, file: string): Promise<void> {
  const input = quickInput(page).locator("input.input");
  await until("the dialog has the name that it proposes", async () =>
    /\.\w+$/.test(await input.inputValue()),
  );
  await until("the dialog has the file's name", async () => {
    await input.fill(file);
    return (await input.inputValue()) === file;
  });
  await input.press("Enter");
}

/** Answers the dialog that asks for a folder with one in the folder that it begins in. */
export async function chooseFolder(page: Page, name: string, button: string): Promise<void> {
  const input = quickInput(page).locator("input.input");
  await pickItem(page, name);
  await until("the dialog is in the folder", async () => (await input.inputValue()).endsWith(`/${name}/`));
  await quickInput(page).getByRole("button", { name: button, exact: true }).click();
  await quickInput(page).waitFor({ state: "hidden" });
}
