import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RunnerError } from "../../../extension/runner-error.ts";
import type { CommandSubject } from "../../../extension/subject.ts";
import {
  createForm,
  RUNS_PAUSE_MS,
  TYPING_PAUSE_MS,
} from "../../../extension/surfaces/backfill-form/form.ts";
import type { StartedWork } from "../../../extension/work-progress.ts";
import type { WorkspaceModel } from "../../../extension/workspaces.ts";
import type { RpcRequest } from "../../../protocol/rpc/message.ts";
import { listRuns } from "../../../protocol/rpc/runs.ts";
import { executeWork, type PlanView, planWork } from "../../../protocol/rpc/work.ts";
import type { DagView, TargetView, WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import type { BackfillAnswers, ToBackfillForm } from "../../../protocol/webview/backfill.ts";
import type { BackfillRequest } from "../../../protocol/work.ts";
import { ANSWERS, spec } from "./dags.ts";

const DAG = spec();
const NOW = Date.parse("2018-12-05T10:30:00Z");

function planOf(order: BackfillRequest, reason = "no run yet"): PlanView {
  const interval = { start: "2018-11-01T00:00:00.000Z", end: "2018-11-02T00:00:00.000Z" };
  return {
    plan: {
      order,
      dag: DAG,
      runKind: "backfill",
      taskIds: ["stage", "load"],
      runs: [{ interval, state: "none", action: "create", reason, taskIds: ["stage", "load"] }],
    },
    facts: {
      runs: [{ sources: null, usual: null, repeats: [], goneStaging: [] }],
      sharedSources: [],
      estimate: null,
      notes: [],
    },
    labels: ["2018-11-01"],
  };
}

const refusal = (code: string, message: string, next: string): RunnerError =>
  new RunnerError({ code, message, next, retryable: false });

interface Given {
  readonly opened?: CommandSubject;
  readonly kept?: BackfillAnswers;
  readonly remembered?: BackfillAnswers;
  readonly target?: TargetView;
  readonly failed?: number;
  readonly isMissing?: boolean;
  /** Answers of the runner, by method. An error is a refusal. */
  readonly runner?: Readonly<Record<string, (params: never) => unknown>>;
}

/** A form with a runner that answers at once, and timers that are run by hand. */
function formWith(given: Given) {
  const posted: ToBackfillForm[] = [];
  const asked: { readonly method: string; readonly params: unknown }[] = [];
  const timers = new Map<() => void, number>();
  const seen: { remembered?: BackfillAnswers; started?: StartedWork; copied?: string; isMissing: boolean } = {
    isMissing: given.isMissing === true,
  };
  const runner: Readonly<Record<string, (params: never) => unknown>> = {
    [planWork.method]: ({ order }: { order: BackfillRequest }) => planOf(order),
    [executeWork.method]: () => ({ kind: "started", runIds: ["r1"], backfillId: "b4" }),
    [listRuns.method]: () => ({ runs: [], hasMore: false }),
    ...given.runner,
  };
  const dag = { spec: DAG, counts: { failed: given.failed ?? 0 }, lastRun: null } as unknown as DagView;
  const request = async (message: RpcRequest<never, unknown>, params: unknown): Promise<unknown> => {
    asked.push({ method: message.method, params });
    const answer = runner[message.method]?.(params as never);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const model = {
    folder: { uri: { toString: () => "file:///work" } },
    state: { kind: "ready" },
    view: { target: given.target ?? null, targets: [], broken: [] } as unknown as WorkspaceView,
    client: async () => ({ request }),
    dag: () => (seen.isMissing ? undefined : dag),
  } as unknown as WorkspaceModel;
  const form = createForm(
    {
      model,
      dagId: "sparkify",
      shell: "posix",
      post: (message) => void posted.push(message),
      isShown: () => true,
      now: () => NOW,
      later: (call, milliseconds) => {
        timers.set(call, milliseconds);
        return () => timers.delete(call);
      },
      remembered: () => given.remembered,
      remember: (answers) => {
        seen.remembered = answers;
      },
      started: (work) => {
        seen.started = work;
      },
      copy: (text) => {
        seen.copied = text;
      },
      openGraph: () => {},
      showRuns: () => {},
    },
    given.opened ?? {},
    given.kept,
  );
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    form,
    posted,
    asked,
    seen,
    settled,
    /** Answers of the messages of one kind, oldest first. */
    of: <K extends ToBackfillForm["kind"]>(kind: K) =>
      posted.filter((message): message is ToBackfillForm & { readonly kind: K } => message.kind === kind),
    timers: () => [...timers.values()],
    fire: async () => {
      const due = [...timers.keys()];
      timers.clear();
      for (const call of due) call();
      await settled();
    },
    ready: async () => {
      form.receive({ kind: "ready", version: 0, kept: null });
      await settled();
    },
  };
}

describe("the extension's side of a backfill form", () => {
  it("begins with the subject, an answer to everything, and a plan", async () => {
    const made = formWith({});
    await made.ready();
    const [subject] = made.of("subject");
    assert.equal(subject?.subject.schedule, "Every day at 00:00, UTC");
    assert.deepEqual(subject?.filled, { answers: { ...ANSWERS, to: "2018-11-07" }, version: 0 });
    assert.deepEqual(
      made.of("preview").map(({ version }) => version),
      [0],
    );
  });

  it("begins with the last answers, and with what it was opened for", async () => {
    const remembered = { ...ANSWERS, from: "2018-11-20", policy: "all" } as const;
    const made = formWith({ remembered, opened: { date: "2018-11-05", taskId: "load" } });
    await made.ready();
    assert.deepEqual(made.of("subject")[0]?.filled?.answers, {
      ...remembered,
      from: "2018-11-05",
      to: "2018-11-05",
      subset: "only",
      selection: "load",
    });
  });

  it("leaves to a page that comes back what it had", async () => {
    const made = formWith({});
    made.form.receive({ kind: "ready", version: 3, kept: { ...ANSWERS, from: "2018-11-12" } });
    await made.settled();
    assert.equal(made.of("subject")[0]?.filled?.answers.from, "2018-11-12");
    assert.equal(made.of("preview")[0]?.version, 3);
  });

  it("plans once nobody types any more, and shows no plan that answers have overtaken", async () => {
    const held: { answer?: () => void } = {};
    const made = formWith({
      runner: {
        [planWork.method]: ({ order }: { order: BackfillRequest }) =>
          order.from === "2018-11-02"
            ? new Promise((resolve) => {
                held.answer = () => resolve(planOf(order));
              })
            : planOf(order),
      },
    });
    await made.ready();
    made.form.receive({ kind: "changed", version: 1, answers: { ...ANSWERS, from: "2018-11" } });
    made.form.receive({ kind: "changed", version: 2, answers: { ...ANSWERS, from: "2018-11-02" } });
    assert.deepEqual(made.timers(), [TYPING_PAUSE_MS]);
    await made.fire();
    made.form.receive({ kind: "changed", version: 3, answers: { ...ANSWERS, from: "2018-11-03" } });
    await made.fire();
    held.answer?.();
    await made.settled();
    assert.deepEqual(
      made.of("preview").map(({ version }) => version),
      [0, 3],
    );
  });

  const refusals: readonly (readonly [RunnerError, Readonly<Record<string, string>>])[] = [
    [
      refusal("bad-date", '--to: "x" is not a date.', "Write a day (2018-11-01)."),
      { to: '"x" is not a date. Write a day (2018-11-01).' },
    ],
    [
      refusal("empty-range", "The range from b to a is empty.", "--to is inclusive …"),
      { to: "The range from b to a is empty. The last day must not be before the first one." },
    ],
    [
      refusal("unknown-task", 'There is no task or group "x".', "Name one."),
      { selection: 'There is no task or group "x". Name one.' },
    ],
    [refusal("something", "Something.", "Do this."), { form: "Something. Do this." }],
  ];
  for (const [error, problems] of refusals)
    it(`shows where it belongs what the runner refuses: ${error.data.code}`, async () => {
      const made = formWith({ runner: { [planWork.method]: () => error } });
      await made.ready();
      assert.deepEqual(made.of("problems"), [{ kind: "problems", version: 0, problems }]);
    });

  it("runs the plan that was seen, follows it, and remembers the answers", async () => {
    const made = formWith({});
    await made.ready();
    made.form.receive({ kind: "run", version: 0, production: "prod" });
    await made.settled();
    const executed = made.asked.find(({ method }) => method === executeWork.method);
    const order = { ...ANSWERS, to: "2018-11-07", kind: "backfill", dagId: "sparkify" };
    const { subset: _, selection: __, maxActiveRuns: ___, ...expected } = order;
    assert.deepEqual(executed?.params, {
      order: expected,
      agreed: planOf(expected as BackfillRequest).plan,
      consent: "prod",
    });
    assert.deepEqual(made.of("started"), [{ kind: "started", text: "b4 started: 1 run" }]);
    assert.deepEqual(made.seen.started, { dagId: "sparkify", runIds: ["r1"], backfillId: "b4" });
    assert.equal(made.seen.remembered?.to, "2018-11-07");
    // What is left of the range is shown.
    await made.fire();
    assert.equal(made.of("preview").length, 2);
  });

  it("runs nothing twice, nothing that was not planned, and nothing without consent", async () => {
    const made = formWith({});
    await made.ready();
    made.form.receive({ kind: "run", version: 0, production: null });
    made.form.receive({ kind: "run", version: 0, production: null });
    await made.settled();
    made.form.receive({ kind: "changed", version: 1, answers: ANSWERS });
    made.form.receive({ kind: "run", version: 1, production: null });
    made.form.receive({ kind: "run", version: 0, production: null });
    await made.settled();
    const executed = made.asked.filter(({ method }) => method === executeWork.method);
    assert.equal(executed.length, 1);
    assert.equal(JSON.stringify(executed).includes("consent"), false);
  });

  it("shows what would run instead when that has changed", async () => {
    const made = formWith({
      runner: {
        [executeWork.method]: ({ order }: { order: BackfillRequest }) => ({
          kind: "replanned",
          plan: planOf(order, "its run failed"),
        }),
      },
    });
    await made.ready();
    made.form.receive({ kind: "run", version: 0, production: null });
    await made.settled();
    const last = made.of("preview").at(-1);
    assert.deepEqual([last?.hasChanged, last?.preview.rows[0]?.reason], [true, "its run failed"]);
    assert.equal(made.of("started").length, 0);
    // Agreed to now, it is the new plan.
    made.form.receive({ kind: "run", version: 0, production: null });
    await made.settled();
    const asked = made.asked.at(-1);
    assert.match(JSON.stringify(asked), /"agreed":.*"reason":"its run failed"/);
  });

  it("offers the range of the failed runs", async () => {
    const made = formWith({
      failed: 1,
      runner: {
        [listRuns.method]: () => ({
          runs: [{ interval: { start: "2018-11-09T00:00:00.000Z" } }],
          hasMore: false,
        }),
      },
    });
    await made.ready();
    assert.equal(made.of("subject").at(-1)?.subject.ranges[0]?.label, "1 failed run");
    assert.equal(made.of("subject").at(-1)?.filled, null);
  });

  it("plans anew while runs of its DAG go on, at most so often", async () => {
    const made = formWith({});
    await made.ready();
    made.form.runsChanged(new Set(["other"]));
    assert.deepEqual(made.timers(), []);
    made.form.runsChanged(new Set(["sparkify"]));
    made.form.runsChanged(new Set(["sparkify"]));
    assert.deepEqual(made.timers(), [RUNS_PAUSE_MS]);
    await made.fire();
    assert.equal(made.of("preview").length, 2);
  });

  it("says that the DAG is gone, and goes on when it is back", async () => {
    const made = formWith({ isMissing: true });
    await made.ready();
    assert.deepEqual(made.posted, [
      { kind: "unavailable", text: "There is no DAG sparkify in this folder any more." },
    ]);
    made.seen.isMissing = false;
    made.form.refresh();
    assert.notEqual(made.of("subject")[0]?.filled?.answers, null);
    await made.fire();
    assert.equal(made.of("preview").length, 1);
  });

  it("takes what it is opened for again", async () => {
    const made = formWith({});
    await made.ready();
    made.form.fillIn({ date: "2018-11-09" });
    await made.settled();
    const { answers, version } = made.of("subject").at(-1)?.filled ?? {};
    assert.deepEqual([answers?.from, answers?.to, version], ["2018-11-09", "2018-11-09", 1]);
    assert.equal(made.of("preview").at(-1)?.version, 1);
  });

  it("copies the command of what is in the fields", async () => {
    const made = formWith({});
    await made.ready();
    made.form.receive({ kind: "changed", version: 1, answers: { ...ANSWERS, policy: "all" } });
    made.form.receive({ kind: "copy-command" });
    assert.equal(
      made.seen.copied,
      "millrace backfill sparkify --from 2018-11-01 --to 2018-11-30 --policy all",
    );
  });
});
