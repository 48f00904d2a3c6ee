import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmod, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { after, before } from "node:test";
import type { WantedTarget } from "../../runner/choose-target.ts";
import { runCli } from "../../runner/cli/cli.ts";
import { styleFor } from "../../runner/cli/render/style.ts";
import { packageRoot } from "../../runner/package-root.ts";
import type { Session } from "../../runner/session.ts";
import { openWorkspaceSession } from "../../runner/workspace-session.ts";

/** What a command printed and how it ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The workspace that the tests of the command line share. */
export const CLI_WORKSPACE = "test/fixtures/cli/workspace";

/** Longer than any command of a test takes: one that hangs is killed, and its test fails. */
const HANGS_MS = 180_000;

export interface CliFolder {
  /** Absolute; there from the file's first test to its last. */
  readonly path: string;
  /** Done after the last test, before the folder is removed. */
  beforeRemoval(work: () => Promise<void>): void;
}

/** A folder for all tests of a file: empty, or a copy of a folder of the repository. */
export function cliFolder(copied?: string): CliFolder {
  const last: (() => Promise<void>)[] = [];
  const folder = { path: "", beforeRemoval: (work: () => Promise<void>) => void last.push(work) };
  before(async () => {
    folder.path = await mkdtemp(path.join(tmpdir(), "mr-cli-"));
    // As root the embedded server runs as another user, who must get to its data.
    await chmod(folder.path, 0o711);
    if (copied !== undefined) await cp(path.join(packageRoot(), copied), folder.path, { recursive: true });
  });
  after(async () => {
    for (const work of last) await work();
    await rm(folder.path, { recursive: true, force: true });
  });
  return folder;
}

export interface StartOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface StartedCli {
  readonly child: ChildProcess;
  /** Resolves when standard output or error has this text. Fails when the process ends without it. */
  shows(text: string | RegExp): Promise<void>;
  readonly ended: Promise<CliResult>;
}

/** Starts the command line as a process of its own. */
export function startCli(args: readonly string[], { cwd, input, env = {} }: StartOptions): StartedCli {
  const main = path.join(packageRoot(), "runner", "main.ts");
  // Under npm, commands are suggested as `npx millrace`; the tests are of what a user sees without it.
  const { NO_COLOR: _, FORCE_COLOR: __, COLUMNS: ___, npm_lifecycle_event: ____, ...inherited } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: HANGS_MS,
    killSignal: "SIGKILL",
  });
  child.stdin.end(input ?? "");
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  const take = (add: (text: string) => void) => (text: string) => {
    add(text);
    for (const look of waiting) look();
  };
  child.stdout.setEncoding("utf8").on(
    "data",
    take((text) => {
      stdout += text;
    }),
  );
  child.stderr.setEncoding("utf8").on(
    "data",
    take((text) => {
      stderr += text;
    }),
  );
  const ended = once(child, "close").then(([code]): CliResult => ({ code, stdout, stderr }));
  return {
    child,
    ended,
    async shows(text) {
      const isShown = (): boolean =>
        typeof text === "string" ? `${stdout}${stderr}`.includes(text) : text.test(`${stdout}${stderr}`);
      const shown = new Promise<void>((resolve) => {
        const look = (): void => {
          if (!isShown()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
      await Promise.race([shown, ended]);
      assert.ok(isShown(), `it ended without showing ${text}:\n${stdout}\n${stderr}`);
    },
  };
}

/** Runs the command line as a process of its own, to its end. */
export function cli(args: readonly string[], options: StartOptions): Promise<CliResult> {
  return startCli(args, options).ended;
}

export interface Screen {
  /** Default 100. */
  readonly width?: number;
  /** Whether it is a terminal; by default it is a pipe. */
  readonly isTTY?: boolean;
  /** What is typed there. */
  readonly input?: string;
  /** The environment. Default: empty. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface InProcessCli {
  /** Of a target, once a command has had it; without one the workspace's default. */
  readonly session: (target?: WantedTarget) => Session;
  /** Runs a command of blank-separated words, or of words as they are. */
  run(words: string | readonly string[], options?: Screen): Promise<CliResult>;
  /** The same with `--json`: what it printed, which must be one JSON document and nothing else. */
  json(words: string | readonly string[]): Promise<{ readonly code: number; readonly document: Json }>;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into documents, and a wrong path fails them.
export type Json = any;

/**
 * The command line in the test's own process, on one session: its DAG files are read and its server is started
 * once, so that many commands take little time. For what only a process shows there is `cli`.
 */
export function cliInProcess(folder: CliFolder): InProcessCli {
  const opened = new Map<string, Session>();
  const session = (target?: WantedTarget): Session => {
    const key = target?.name ?? "";
    const made =
      opened.get(key) ??
      openWorkspaceSession({
        workspace: folder.path,
        ...(target && { target }),
        now: Date.now,
        newId: randomUUID,
      });
    opened.set(key, made);
    return made;
  };
  folder.beforeRemoval(async () => {
    for (const made of opened.values()) await made.close();
  });
  const run: InProcessCli["run"] = async (
    words,
    { width = 100, isTTY = false, input = "", env = {} } = {},
  ) => {
    const args = typeof words === "string" ? words.split(" ") : words;
    const stdout = collector(isTTY);
    const stderr = collector(isTTY);
    const code = await runCli(["-C", folder.path, ...args], {
      version: "0.0.0",
      terminal: {
        stdin: () => typed(input, isTTY),
        stdout: stdout.stream,
        stderr: stderr.stream,
        style: styleFor({}, {}),
        width,
        env,
        cwd: folder.path,
      },
      now: Date.now,
      interrupted: new AbortController().signal,
      // The session outlives the command. What it says of its target is asked for when it is needed.
      openSession: (_, target) =>
        Object.create(session(target), { close: { value: async () => {} } }) as Session,
    });
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  };
  return {
    session,
    run,
    async json(words) {
      const args = typeof words === "string" ? words.split(" ") : words;
      const { code, stdout, stderr } = await run([...args, "--json"]);
      assert.equal(stderr, "", args.join(" "));
      return { code: code ?? -1, document: oneDocument(stdout) };
    },
  };
}

/** The JSON document that is all of a text. */
export function oneDocument(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    assert.fail(`This is not one JSON document:\n${text}`);
  }
}

/** Columns of the widest line. */
export function widest(text: string): number {
  return Math.max(...text.split("\n").map((line) => [...line].length));
}

/** Standard input with these lines on it. */
export function typed(input: string, isTTY: boolean): NodeJS.ReadStream {
  return Object.assign(Readable.from(input === "" ? [] : [input]), { isTTY }) as unknown as NodeJS.ReadStream;
}

function collector(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  let text = "";
  const write = (part: string): boolean => {
    text += part;
    return true;
  };
  return { stream: { write, isTTY } as unknown as NodeJS.WriteStream, text: () => text };
}
