import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { packageRoot } from "../../runner/package-root.ts";
import { compactJson } from "./compact-json.ts";
import { type ShownCommand, walkPage } from "./console-blocks.ts";

/** Walks through a page in a temporary folder, with this repository's own command line. */
export async function walk(
  text: string,
): Promise<{ readonly commands: readonly ShownCommand[]; readonly text: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), "mr-docs-"));
  try {
    // As root the embedded server runs as another user, who must get to its data.
    await chmod(folder, 0o711);
    return await walkPage(text, folder, runMillrace);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** JSON comes back in fewer lines than it was printed. */
async function runMillrace(args: readonly string[], cwd: string): Promise<string> {
  const printed = await printedBy([path.join(packageRoot(), "runner", "main.ts"), ...args], cwd);
  return args.includes("--json") ? `${compactJson(JSON.parse(printed))}\n` : printed;
}

function printedBy(args: readonly string[], cwd: string): Promise<string> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, npm_lifecycle_event: _npm, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    child.on("error", reject);
    child.on("close", () => resolve(text));
  });
}
