import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { executeWork } from "../../../protocol/rpc/work.ts";
import { until } from "../../vscode/until.ts";
import { endedRun, runOf, statesOf } from "./ended-run.ts";
import { readyModel } from "./millrace-api.ts";

interface Started {
  readonly runIds: readonly string[];
}

/** As keybindings and other extensions call them: with all that they need. A question would never be answered. */
export function calledCommandsSuite(): void {
  describe("commands about runs that are told everything", () => {
    it("run a DAG with parameters", async () => {
      const { run, tasks } = await endedRun(
        await started("runDag", { dagId: "greet", date: "2026-01-01", params: { name: "Ada" } }),
      );
      assert.deepEqual([run.state, run.label, run.params], ["success", "2026-01-01", { name: "Ada" }]);
      assert.equal(tasks.length, 3);
    });

    it("run a DAG for an interval of one's own", async () => {
      const range = { from: "2026-01-02T06:00", to: "2026-01-02T12:00" };
      const runId = await started("runDag", { dagId: "greet", ...range, params: {} });
      const { run } = await endedRun(runId);
      assert.deepEqual(run.interval, { start: "2026-01-02T06:00:00.000Z", end: "2026-01-02T12:00:00.000Z" });
    });

    it("run a task, alone, with what is before it, and with what is after it", async () => {
      const ran: Record<string, readonly string[]> = {};
      for (const [index, command] of ["runTask", "runTaskWithUpstream", "runTaskWithDownstream"].entries()) {
        const date = `2026-01-0${index + 3}`;
        const detail = await endedRun(await started(command, { dagId: "greet", taskId: "two", date }));
        assert.equal(detail.run.label, date);
        ran[command] = Object.keys(statesOf(detail));
      }
      assert.deepEqual(ran, {
        runTask: ["two"],
        runTaskWithUpstream: ["one", "two"],
        runTaskWithDownstream: ["two", "three"],
      });
    });

    it("run a task for the interval of a run that nobody looks at, without its DAG's name", async () => {
      const first = await started("runDag", { dagId: "greet", date: "2026-01-06", params: {} });
      await endedRun(first);
      await endedRun(await started("runDag", { dagId: "greet", date: "2026-01-07", params: {} }));
      assert.equal(await started("runTask", { runId: first, taskId: "three" }), first);
      await endedRun(first);
    });

    it("clear a task, and run it again with what is after it", async () => {
      const runId = await started("runDag", { dagId: "greet", date: "2026-01-08", params: {} });
      await endedRun(runId);
      assert.equal(await started("clear", { runId, taskId: "two", clear: "run-downstream" }), runId);
      const { tasks } = await endedRun(runId);
      assert.deepEqual(
        tasks.map(({ taskId, tryNumber }) => [taskId, tryNumber]),
        [
          ["one", 1],
          ["two", 2],
          ["three", 2],
        ],
      );
      await call("clear", { runId, taskId: "two", clear: "forget" });
      await until("it is forgotten", async () => !("two" in statesOf(await runOf(runId))) || undefined);
    });

    it("cancel a run, and retry what failed or was cancelled, by its run or its date", async () => {
      const runId = await started("runDag", { dagId: "gated", date: "2026-01-01" });
      await until("it waits at the gate", async () => statesOf(await runOf(runId))["wait"] === "running");
      await call("cancel", { runId });
      assert.equal((await endedRun(runId)).run.state, "cancelled");
      const model = await readyModel();
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(model.folder.uri, "open"), new Uint8Array());
      assert.equal(await started("retryFailed", { runId }), runId);
      assert.equal((await endedRun(runId)).run.state, "success");
      const failed = await started("runDag", { dagId: "orders", date: "2026-01-01" });
      await endedRun(failed);
      assert.equal(await started("retryFailed", { dagId: "orders", date: "2026-01-01" }), failed);
      const { tasks } = await endedRun(failed);
      assert.equal(tasks.find(({ taskId }) => taskId === "load")?.tryNumber, 2);
    });

    it("open the log of the try that is named", async () => {
      const [runId = ""] = await failedRuns();
      for (const tryNumber of [1, 2]) {
        await call("openLogs", { runId, taskId: "load", tryNumber });
        const shown = vscode.window.activeTextEditor?.document;
        assert.equal(shown?.uri.scheme, "millrace-log");
        assert.match(
          decodeURIComponent(shown.uri.toString()),
          new RegExp(`try ?${tryNumber}|\\b${tryNumber}\\b`),
        );
      }
    });

    it("pause a backfill and go on with it", async () => {
      const model = await readyModel();
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(model.folder.uri, "open"));
      const order = {
        kind: "backfill",
        dagId: "gated",
        from: "2026-01-04",
        to: "2026-01-07",
        policy: "missing",
        order: "asc",
        stopOnFailure: false,
        params: {},
      } as const;
      const made = await (await model.client()).request(executeWork, { order });
      assert.ok(made.kind === "started" && made.backfillId !== undefined);
      const { backfillId } = made;
      const state = () => model.view?.backfills.find((one) => one.backfillId === backfillId)?.state;
      await until("two of its runs wait at the gate", () => model.view?.openRuns.length === 4 || undefined);
      await call("pauseBackfill", { backfillId });
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(model.folder.uri, "open"), new Uint8Array());
      await until("it is paused", () => state() === "paused" || undefined);
      assert.notEqual(await call("resumeBackfill", { backfillId }), undefined);
      await until("it has come to its end", () => state() === "success" || undefined);
    });

    it("open the backfill form with its range", async () => {
      assert.equal(await call("backfill", { dagId: "greet", from: "2026-01-02", to: "2026-01-04" }), "greet");
      const tab = await until("the form is there", () => {
        const { activeTab } = vscode.window.tabGroups.activeTabGroup;
        return activeTab?.label === "Backfill greet" ? activeTab : undefined;
      });
      await vscode.window.tabGroups.close(tab);
    });

    it("pause a schedule and go on with it", async () => {
      const model = await readyModel();
      const isPaused = (): boolean | undefined => model.dag("greet")?.schedule?.isPaused;
      assert.equal(await call("pauseSchedule", { dagId: "greet" }), "greet");
      await until("it is paused", () => isPaused() === true || undefined);
      assert.equal(await call("resumeSchedule", { dagId: "greet" }), "greet");
      await until("it is not paused", () => isPaused() === false || undefined);
    });

    it("run a check", async () => {
      const check = { dagId: "orders", taskId: "load", check: "three orders", date: "2026-01-01" };
      assert.deepEqual(await call("runChecks", check), [
        { dagId: "orders", taskId: "load", name: "three orders", outcome: "pass" },
      ]);
    });

    it("give up on what is not there, and go on", async () => {
      assert.equal(await call("runDag", { dagId: "nowhere", date: "2026-01-01" }), undefined);
      assert.equal(await call("openLogs", { runId: "nothing", taskId: "one" }), undefined);
      assert.equal(await call("runTask", { dagId: "greet", taskId: "nobody" }), undefined);
    });
  });
}

function call(command: string, subject: object): Thenable<unknown> {
  return vscode.commands.executeCommand(`millrace.${command}`, subject);
}

/** The run that a command has started. */
async function started(command: string, subject: object): Promise<string> {
  const { runIds } = ((await call(command, subject)) ?? { runIds: [] }) as Started;
  const [runId] = runIds;
  assert.ok(runId !== undefined, `${command} has started nothing`);
  return runId;
}

async function failedRuns(): Promise<readonly string[]> {
  const model = await readyModel();
  const last = model.dag("orders")?.lastRun?.run;
  return last === undefined ? [] : [last.runId];
}
