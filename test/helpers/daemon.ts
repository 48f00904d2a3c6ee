import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import type { HistoryChanges, RunView, WorkspaceView } from "../../protocol/rpc/workspace.ts";
import { historyChanged, workspaceChanged, workspaceView } from "../../protocol/rpc/workspace.ts";
import { attach, type Client } from "../../runner/daemon/client.ts";
import { readDaemonFile } from "../../runner/daemon/daemon-file.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { until } from "./gated-workspace.ts";

export const { version: VERSION } = JSON.parse(
  readFileSync(path.join(packageRoot(), "package.json"), "utf8"),
) as { readonly version: string };

export interface TestDaemon {
  readonly child: ChildProcess;
  /** Resolves with the exit code; null when a signal has ended it. */
  readonly ended: Promise<number | null>;
  /** A new client, whose connection ends with the test. */
  attach(): Promise<Client>;
  log(): string;
}

/** The test, with what is done after it in turn: the last first, so that a daemon ends before its folder goes. */
export function lastFirst(t: TestContext): TestContext {
  const steps: (() => unknown)[] = [];
  t.after(async () => {
    for (const step of steps.reverse()) await step();
  });
  return Object.create(t, {
    after: { value: (step: () => unknown) => void steps.push(step) },
  }) as TestContext;
}

/** How long a daemon of a test waits for clients, in milliseconds: longer than any test. */
const LONG = 120_000;

/** A daemon of the workspace as a process of its own, ended after the test. */
export function startDaemon(t: TestContext, workspace: string, idle = LONG): TestDaemon {
  const main = path.join(packageRoot(), "runner", "daemon", "main.ts");
  const child = spawn(process.execPath, [main, "--workspace", workspace, "--idle", String(idle)], {
    stdio: "ignore",
  });
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const log = (): string => {
    try {
      return readFileSync(path.join(workspace, ".millrace", "daemon.log"), "utf8");
    } catch {
      return "";
    }
  };
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ended;
    assert.doesNotMatch(log(), /defect/);
  });
  return {
    child,
    ended,
    log,
    async attach() {
      const client = await attached(workspace, child);
      t.after(() => client.close());
      return client;
    },
  };
}

async function attached(workspace: string, { pid }: ChildProcess): Promise<Client> {
  for (;;) {
    await until(() => readDaemonFile(workspace)?.pid === pid);
    const file = readDaemonFile(workspace);
    const client = file && (await attach(file, VERSION));
    if (client !== undefined) return client;
  }
}

/** What a client knows from its view and all that came after it. */
export interface Mirror {
  view: WorkspaceView;
  readonly runs: Map<string, RunView>;
  readonly changes: HistoryChanges[];
  /** Resolves when it is so. */
  until(isSo: (mirror: Mirror) => boolean): Promise<void>;
}

export async function mirror(client: Client): Promise<Mirror> {
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const wait of waiting) wait();
  };
  const runs = new Map<string, RunView>();
  const changes: HistoryChanges[] = [];
  client.on(historyChanged, (change) => {
    changes.push(change);
    for (const run of change.runs) runs.set(run.runId, run);
    look();
  });
  client.on(workspaceChanged, (view) => {
    take(view);
    look();
  });
  const known: Mirror = {
    view: await client.request(workspaceView, {}),
    runs,
    changes,
    until: (isSo) =>
      new Promise((resolve) => {
        const wait = (): void => {
          if (!isSo(known)) return;
          waiting.delete(wait);
          resolve();
        };
        waiting.add(wait);
        wait();
      }),
  };
  take(known.view);
  return known;

  function take(view: WorkspaceView): void {
    known.view = view;
    for (const run of view.openRuns) runs.set(run.runId, run);
  }
}

/** States of the runs that a client knows, oldest interval first. */
export function statesOf({ runs }: Mirror): string {
  return [...runs.values()]
    .toSorted((a, b) => (a.interval.start < b.interval.start ? -1 : 1))
    .map(({ state }) => state)
    .join(" ");
}
