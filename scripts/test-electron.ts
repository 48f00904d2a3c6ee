/**
 * Runs the tests of the extension host in a desktop VS Code, which it downloads when it is not there yet:
 * `npm run test:electron`. `MILLRACE_VSCODE_VERSION` chooses another than the latest (`1.103.0`, `insiders`).
 * On Linux without a display: `xvfb-run -a npm run test:electron`. `npm test` runs the same tests in VS Code's
 * server, with no download from outside npm.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { packageRoot } from "../runner/package-root.ts";
import { bundleSuite } from "../test/electron/bundle.ts";
import { resultsIn, type TestResult } from "../test/electron/result-line.ts";
import { WORKSPACE_VARIABLE, type WorkspaceKind } from "../test/electron/suite/workspace-kind.ts";
import { makeSuiteFolder } from "../test/electron/workspaces.ts";

const KINDS: readonly WorkspaceKind[] = ["pipeline", "called", "elsewhere"];
const MARKS: Readonly<Record<TestResult["outcome"], string>> = { pass: "✔", fail: "✖", skip: "﹣" };
/** The download is tried again by itself before it fails. */
const DOWNLOAD_TIMEOUT_MS = 60_000;

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const extensionDevelopmentPath = packageRoot();
  if (!existsSync(path.join(extensionDevelopmentPath, "dist/extension.cjs"))) {
    throw new Error("There is no dist/extension.cjs to test. Build it first: npm run build");
  }
  const vscodeExecutablePath = await download(process.env["MILLRACE_VSCODE_VERSION"] ?? "stable");
  const folder = await makeSuiteFolder();
  try {
    const extensionTestsPath = await bundleSuite(folder.path);
    for (const kind of KINDS) {
      console.log(`\nIn a window with the workspace "${kind}":`);
      const results: TestResult[] = [];
      await runTests({
        vscodeExecutablePath,
        extensionDevelopmentPath,
        extensionTestsPath,
        extensionTestsEnv: { [WORKSPACE_VARIABLE]: kind },
        stdout: showResults(results),
        launchArgs: launchArgs(folder.workspaces[kind], path.join(folder.path, `user-${kind}`)),
      });
      if (!results.some(({ outcome }) => outcome === "pass")) throw new Error("No test passed.");
    }
  } finally {
    await folder.remove();
  }
}

async function download(version: string): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ version, timeout: DOWNLOAD_TIMEOUT_MS });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `VS Code (${version}) could not be downloaded: ${why}\n` +
        "This needs a network that lets through update.code.visualstudio.com. Without one, `npm test` runs the " +
        "same tests in VS Code's server.",
    );
  }
}

function launchArgs(workspace: string, userData: string): string[] {
  return [
    workspace,
    `--user-data-dir=${userData}`,
    "--disable-extensions",
    "--disable-workspace-trust",
    "--disable-telemetry",
    "--disable-updates",
    "--skip-welcome",
    "--skip-release-notes",
    // Chromium's sandbox does not start as root, which is what containers run as.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
}

/** Shows lines of results as a person reads them, and everything else as it is. */
function showResults(results: TestResult[]): Writable {
  const rest = { text: "" };
  const show = (line: string): void => {
    const [result] = resultsIn(line);
    if (result === undefined) {
      console.log(line);
      return;
    }
    results.push(result);
    console.log(`${MARKS[result.outcome]} ${result.title}`);
    if (result.error !== undefined) console.log(result.error.replace(/^/gm, "    "));
  };
  return new Writable({
    write: (chunk, _encoding, done) => {
      const lines = `${rest.text}${String(chunk)}`.split("\n");
      rest.text = lines.pop() ?? "";
      lines.forEach(show);
      done();
    },
    final: (done) => {
      if (rest.text !== "") show(rest.text);
      done();
    },
  });
}
