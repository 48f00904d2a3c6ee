import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TestContext } from "node:test";
import type { BackfillRequest } from "../../protocol/work.ts";
import type { Session } from "../../runner/session.ts";
import { type StartedCli, startCli } from "./cli.ts";
import { copyWorkspace } from "./workspace.ts";

/** A workspace whose DAG `gated` waits in each run until a gate is open, with two runs at a time. */
export interface GatedWorkspace {
  readonly path: string;
  /** Lets runs of that day (`2018-11-01`) come to their end; without a day those of all days. */
  open(day?: string): Promise<void>;
  /** Runs of that day fail from now on. */
  breakDay(day: string): Promise<void>;
  mendDay(day: string): Promise<void>;
  /** Resolves when the task of that day is being run. */
  isAt(day: string): Promise<void>;
}

/** Four days of the workspace's DAG. */
export const GATED_BACKFILL: BackfillRequest = {
  kind: "backfill",
  dagId: "gated",
  from: "2018-11-01",
  to: "2018-11-04",
  policy: "missing",
  order: "asc",
  stopOnFailure: false,
  params: {},
};

const DAG = `
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { dag, runTask } from "millrace";

dag({ id: "gated", schedule: "@daily", startDate: "2018-11-01", maxActiveRuns: 2 }, () => {
  const wait = runTask("wait", {
    run: async ({ dataInterval, signal }) => {
      const day = dataInterval.start.toISOString().slice(0, 10);
      writeFileSync(GATES + "/at-" + day, "");
      while (!existsSync(GATES + "/open") && !existsSync(GATES + "/open-" + day)) {
        signal.throwIfAborted();
        await sleep(10);
      }
      if (existsSync(GATES + "/broken-" + day)) throw new Error("broken");
    },
  });
  runTask("after", { after: wait, run: () => {} });
});
`;

export async function gatedWorkspace(t: TestContext): Promise<GatedWorkspace> {
  const workspace = await copyWorkspace(t, "samples/empty");
  const gates = path.join(workspace, "gates");
  await mkdir(gates);
  const dag = DAG.replaceAll("GATES", JSON.stringify(gates));
  await writeFile(path.join(workspace, "gated.dag.ts"), dag);
  const file = (name: string): string => path.join(gates, name);
  return {
    path: workspace,
    open: (day) => writeFile(file(day === undefined ? "open" : `open-${day}`), ""),
    breakDay: (day) => writeFile(file(`broken-${day}`), ""),
    mendDay: (day) => rm(file(`broken-${day}`)),
    isAt: (day) => until(() => existsSync(file(`at-${day}`))),
  };
}

/** Another process that backfills the first four days; its runs of the first two are at work. */
export async function otherRunner(
  workspace: GatedWorkspace,
  ...options: readonly string[]
): Promise<StartedCli> {
  const range = ["--from", "2018-11-01", "--to", "2018-11-04"];
  const started = startCli(["backfill", "gated", ...range, ...options], { cwd: workspace.path });
  await Promise.race([
    Promise.all([workspace.isAt("2018-11-01"), workspace.isAt("2018-11-02")]),
    started.ended.then(({ stdout, stderr }) => assert.fail(`it ended: ${stdout}${stderr}`)),
  ]);
  return started;
}

/** States of the runs, oldest first: `success cancelled queued`. A run that never started is `-state`. */
export function runStates(session: Session): string {
  return session
    .history()
    .runs({ dagId: "gated" })
    .map(({ state, startedAt }) => `${startedAt === null ? "-" : ""}${state}`)
    .reverse()
    .join(" ");
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}
