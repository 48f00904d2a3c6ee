import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import type { TaskState } from "../../../protocol/run.ts";
import { findChromium, NO_CHROMIUM } from "../../vscode/browser.ts";
import { type Colour, computedColour, contrast } from "../contrast.ts";
import { THEME_COLOURS } from "../theme-colours.ts";
import { type GraphPages, startGraphPages } from "./graph-page.ts";
import { instance, show, task } from "./sample-graph.ts";

const executablePath = findChromium();
const skip = executablePath === undefined && NO_CHROMIUM;
const started: { pages?: GraphPages } = {};
before(async () => {
  if (executablePath !== undefined) started.pages = await startGraphPages(executablePath);
});
after(() => started.pages?.close());

const STATES: readonly TaskState[] = [
  "none",
  "scheduled",
  "queued",
  "running",
  "up_for_retry",
  "up_for_reschedule",
  "success",
  "failed",
  "skipped",
  "upstream_failed",
  "cancelled",
];

/** What WCAG's level AA asks for. */
const SHAPE = 3;
const TEXT = 4.5;

async function dress(page: Page, colours: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.values(THEME_COLOURS).flatMap((theme) => Object.keys(theme));
  const variables = Object.fromEntries(names.map((name) => [`--vscode-${name}`, colours[name] ?? "initial"]));
  const data = JSON.stringify(variables);
  await page.evaluate(
    `for (const [name, value] of Object.entries(${data})) document.documentElement.style.setProperty(name, value)`,
  );
}

/** The colour of each element that matches, as the browser has computed it. */
async function coloursOf(page: Page, selector: string, property: string): Promise<readonly string[]> {
  const elements = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
  return page.evaluate<string[]>(`${elements}.map((one) => getComputedStyle(one).${property})`);
}

/** The colour that a page would draw in for this value of a property. */
async function resolved(page: Page, value: string): Promise<Colour> {
  const text = await page.evaluate<string>(`(() => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = ${JSON.stringify(value)};
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  })()`);
  return computedColour(text);
}

for (const [theme, colours] of Object.entries(THEME_COLOURS)) {
  test(`every state and every text can be told from what is behind it: ${theme}`, { skip }, async () => {
    const opened = await started.pages?.open();
    assert.ok(opened !== undefined);
    const { page, send } = opened;
    await dress(page, colours);
    const checks = { passed: 1, warned: 1, failed: 1, skipped: 0 };
    const dag = { id: "states", groups: [], tasks: STATES.map((state) => task(state)) };
    await send(
      show(
        dag,
        STATES.map((state) => instance(state, state, { checks })),
      ),
    );
    await page.locator("g.node").first().waitFor();
    const node = computedColour((await coloursOf(page, ".node .box", "fill"))[0] ?? "");
    const backs = [node, await resolved(page, "var(--vscode-editor-background)")];
    for (const selector of [".node .box", ".state-icon .line", ".operator-icon"]) {
      const strokes = await coloursOf(page, selector, "stroke");
      assert.ok(strokes.length >= STATES.length);
      for (const stroke of strokes) {
        assert.notEqual(stroke, "none", selector);
        for (const back of backs)
          assert.ok(contrast(computedColour(stroke), back) >= SHAPE, `${selector} ${stroke}`);
      }
    }
    for (const selector of [
      ".name",
      ".operator",
      ".figures",
      ".check-passed",
      ".check-warned",
      ".check-failed",
    ]) {
      for (const fill of await coloursOf(page, `.node ${selector}`, "fill"))
        assert.ok(contrast(computedColour(fill), node) >= TEXT, `${selector} ${fill}`);
    }
    // What every page writes in.
    const panel = await resolved(page, "var(--vscode-panel-background, var(--vscode-editor-background))");
    for (const name of ["--good", "--bad", "--warn", "--quiet", "--vscode-foreground"]) {
      const colour = await resolved(page, `var(${name})`);
      for (const back of [panel, ...backs]) assert.ok(contrast(colour, back) >= TEXT, `${name} on ${back}`);
    }
    await page.close();
  });
}
