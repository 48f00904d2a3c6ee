import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, type TestContext } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { findChromium, NO_CHROMIUM } from "../vscode/browser.ts";
import { startVsCode, type VsCode, type VsCodeOptions } from "../vscode/host.ts";

/** For `test(name, { skip, timeout }, …)`: false where a window can be opened, else why not. */
export const skip = findChromium() === undefined && NO_CHROMIUM;
/** Something hangs: what a test waits for comes long before. */
export const timeout = 180_000;

export interface Window {
  /** There from the file's first test to its last. */
  readonly code: VsCode;
  readonly workspace: string;
}

export interface WindowOptions extends Omit<VsCodeOptions, "workspace"> {
  /** Of the workspace's folder: people see it in pictures. */
  readonly name?: string;
  /** What is opened instead of the folder: a `*.code-workspace` in it. */
  readonly opens?: string;
}

/**
 * One window for all tests of a file, with a workspace of its own that `fill` makes. When a test fails, a picture of
 * the window and its logs are kept in `.vscode-test/failures/`.
 */
export function openWindow(
  fill: (workspace: string) => Promise<unknown>,
  { name = "pipelines", opens = ".", ...options }: WindowOptions = {},
): Window {
  const opened: { code?: VsCode; folder?: string; workspace?: string } = {};
  before(async () => {
    if (skip !== false) return;
    opened.folder = await mkdtemp(path.join(tmpdir(), "mr-ui-"));
    // As root the embedded server runs as another user, who must get to its data.
    await chmod(opened.folder, 0o711);
    opened.workspace = path.join(opened.folder, name);
    await mkdir(opened.workspace);
    await fill(opened.workspace);
    opened.code = await startVsCode({ ...options, workspace: path.join(opened.workspace, opens) });
  });
  afterEach(async (t) => {
    if (opened.code !== undefined && "passed" in t && t.passed === false) await keepTrace(t, opened.code);
  });
  after(async () => {
    await opened.code?.close();
    if (opened.folder !== undefined) await rm(opened.folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    get code() {
      if (opened.code === undefined) throw new Error("The window is open only while the file's tests run.");
      return opened.code;
    },
    get workspace() {
      return opened.workspace ?? "";
    },
  };
}

async function keepTrace(t: Pick<TestContext, "name">, code: VsCode): Promise<void> {
  const folder = path.join(packageRoot(), ".vscode-test", "failures");
  const name = t.name.replaceAll(/[^\w]+/g, "-").slice(0, 80);
  await mkdir(folder, { recursive: true });
  await code.screenshot(path.join(folder, `${name}.png`));
  await writeFile(path.join(folder, `${name}.log`), await code.logs());
  console.error(`A picture and the logs of the window are in ${path.join(folder, name)}.{png,log}`);
}
