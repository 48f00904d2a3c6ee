import path from "node:path";
import { packageRoot } from "../../runner/package-root.ts";
import type { VsCode } from "../vscode/host.ts";
import type { Theme } from "../vscode/settings.ts";

const SUFFIXES: Readonly<Record<Theme, string>> = {
  light: "light",
  dark: "dark",
  "high contrast": "high-contrast",
  "high contrast light": "high-contrast-light",
};

/**
 * With MILLRACE_SCREENSHOTS=1 it takes the pictures that the documentation shows: one in each theme. Any other value
 * is a folder for them.
 */
export async function takePictures(code: VsCode, name: string): Promise<void> {
  const asked = process.env["MILLRACE_SCREENSHOTS"];
  if (asked === undefined || asked === "") return;
  const folder = asked === "1" ? path.join(packageRoot(), "docs", "images") : path.resolve(asked);
  for (const theme of ["light", "high contrast", "dark"] as const) {
    await code.setTheme(theme);
    await code.screenshot(path.join(folder, `${name}-${SUFFIXES[theme]}.png`));
  }
}
