import { randomUUID } from "node:crypto";
import { runCli } from "../../runner/cli/cli.ts";
import { styleFor } from "../../runner/cli/render/style.ts";
import { createRedactor } from "../../runner/secrets/redactor.ts";
import { openWorkspaceSession } from "../../runner/workspace-session.ts";

export interface ToldOptions {
  /** Columns of the pipe. With 1000 no line is broken, wherever the workspace is. */
  readonly width: number;
  /** Variables of the process. Default: the test's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command prints in a pipe, to both of its outputs, and how it ends. */
export async function told(
  words: readonly string[],
  workspace: string,
  { width, env }: ToldOptions,
): Promise<{ output: string; code: number }> {
  let output = "";
  const write = (text: string): boolean => {
    output += text;
    return true;
  };
  const stream = { write, isTTY: false } as unknown as NodeJS.WriteStream;
  const secretSources = { env: env ?? process.env, redactor: createRedactor() };
  const code = await runCli(words, {
    version: "0.0.0",
    terminal: {
      stdin: () => process.stdin,
      stdout: stream,
      stderr: stream,
      style: styleFor({}, {}),
      width,
      env: {},
      cwd: workspace,
    },
    now: Date.now,
    interrupted: new AbortController().signal,
    openSession: (root, target) => {
      const session = { workspace: root, now: Date.now, newId: randomUUID, secretSources };
      return openWorkspaceSession({ ...session, ...(target && { target }) });
    },
  });
  return { output, code };
}
