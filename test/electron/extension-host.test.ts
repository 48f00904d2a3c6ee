import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { findChromium, NO_CHROMIUM } from "../vscode/browser.ts";
import { startVsCode } from "../vscode/host.ts";
import { bundleSuite } from "./bundle.ts";
import { resultsIn, type TestResult } from "./result-line.ts";
import { WORKSPACE_VARIABLE, type WorkspaceKind } from "./suite/workspace-kind.ts";
import { makeSuiteFolder } from "./workspaces.ts";

const skip = findChromium() === undefined && NO_CHROMIUM;
/** Something hangs: all tests of a window are done long before. */
const timeout = 300_000;
const KINDS: readonly WorkspaceKind[] = ["pipeline", "called", "elsewhere"];

for (const kind of KINDS) {
  test(`in the extension host, ${kind}`, { skip, timeout }, async (t) => {
    const folder = await makeSuiteFolder();
    t.after(() => folder.remove());
    const suite = await bundleSuite(folder.path);
    const { results, exitCode, log } = await runSuite(suite, folder.workspaces[kind], kind);
    for (const result of results) await showResult(t, result);
    if (results.some(({ outcome }) => outcome === "fail")) {
      t.diagnostic(runnerLog(folder.workspaces[kind]));
      return;
    }
    // Without a test that says why, everything that was printed may.
    assert.ok(
      results.some(({ outcome }) => outcome === "pass"),
      `No test passed.\n${log}`,
    );
    assert.equal(exitCode, 0, log);
  });
}

/** For failures whose cause is the runner: the window only knows that something went wrong. */
function runnerLog(workspace: string): string {
  const file = path.join(workspace, ".millrace", "daemon.log");
  return existsSync(file) ? readFileSync(file, "utf8") : "No runner has logged anything.";
}

/** A test of the extension host as a test of its own. */
async function showResult(t: TestContext, { title, outcome, error }: TestResult): Promise<void> {
  await t.test(title, { skip: outcome === "skip" }, () => {
    if (outcome === "fail") throw new Error(error ?? "It failed.");
  });
}

interface SuiteRun {
  readonly results: readonly TestResult[];
  readonly exitCode: number;
  /** Everything that was printed. */
  readonly log: string;
}

async function runSuite(testModule: string, workspace: string, kind: WorkspaceKind): Promise<SuiteRun> {
  const printed: string[] = [];
  const exit = Promise.withResolvers<number>();
  const prepare = async (page: Page): Promise<void> => {
    // VS Code calls both: what the tests print, and how they ended.
    await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => {
      printed.push(args.map(String).join(" "));
    });
    await page.exposeFunction("codeAutomationExit", (code: number) => exit.resolve(code));
  };
  const env = { [WORKSPACE_VARIABLE]: kind };
  const code = await startVsCode({ workspace, testModule, env, prepare });
  try {
    const exitCode = await exit.promise;
    const log = printed.join("\n");
    return { results: resultsIn(log), exitCode, log };
  } finally {
    await code.close();
  }
}
