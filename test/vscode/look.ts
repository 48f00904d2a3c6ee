/**
 * A look at what the extension shows, as a picture:
 *
 *     node test/vscode/look.ts <workspace> <out.png> [--theme light|dark|hc|hc-light] [--file path[:line]]
 *       [--command "Millrace: Open Graph"] [--keys "Control+Enter"] [--type text] [--click selector]
 *       [--wait ms] [--shot step.png] [--untrusted] [--size 1440x900] [--extension folder] [--logs]
 *
 * What happens can be given again and again, and happens in its order: files, commands, keys, text, clicks (the
 * first element that the Playwright selector finds, in the window or in a webview), waiting, pictures.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { startVsCode, type VsCode } from "./host.ts";
import type { Theme } from "./settings.ts";

const THEMES: Readonly<Record<string, Theme>> = {
  light: "light",
  dark: "dark",
  hc: "high contrast",
  "hc-light": "high contrast light",
};

const { values, positionals, tokens } = parseArgs({
  allowPositionals: true,
  tokens: true,
  options: {
    theme: { type: "string", default: "dark" },
    extension: { type: "string" },
    size: { type: "string", default: "1440x900" },
    untrusted: { type: "boolean", default: false },
    logs: { type: "boolean", default: false },
    file: { type: "string", multiple: true },
    command: { type: "string", multiple: true },
    keys: { type: "string", multiple: true },
    type: { type: "string", multiple: true },
    click: { type: "string", multiple: true },
    wait: { type: "string", multiple: true },
    shot: { type: "string", multiple: true },
  },
});
const [workspace, picture] = positionals;
const theme = THEMES[values.theme];
if (workspace === undefined || picture === undefined || theme === undefined) {
  console.error(
    "Usage: node test/vscode/look.ts <workspace> <out.png> [--theme light|dark|hc|hc-light] …, see the file.",
  );
  process.exit(2);
}

const [width = 1440, height = 900] = values.size.split("x").map(Number);
const code = await startVsCode({
  workspace: path.resolve(workspace),
  ...(values.extension === undefined ? {} : { extension: path.resolve(values.extension) }),
  theme,
  asksForTrust: values.untrusted,
  size: { width, height },
});
try {
  for (const token of tokens) {
    if (token.kind === "option" && token.value !== undefined) await step(code, token.name, token.value);
  }
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  await code.screenshot(path.resolve(picture));
  for (const text of await code.notifications()) console.log(`notification: ${text}`);
  if (values.logs) console.log(await code.logs());
  await code.close();
}

async function step(window: VsCode, name: string, value: string): Promise<void> {
  switch (name) {
    case "file": {
      const [, file = value, line] = /^(.*?)(?::(\d+))?$/.exec(value) ?? [];
      return window.openFile(file, line === undefined ? undefined : Number(line));
    }
    case "command":
      return window.command(value);
    case "keys":
      return window.page.keyboard.press(value);
    case "type":
      return window.page.keyboard.type(value);
    case "click": {
      const frame = await window.frame(async (one) => (await one.locator(value).count()) > 0, "any");
      return frame.locator(value).first().click();
    }
    case "shot":
      return window.screenshot(path.resolve(value));
    case "wait":
      return window.page.waitForTimeout(Number(value));
    default:
      return;
  }
}
