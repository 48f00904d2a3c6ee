import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RunnerClient } from "../../../extension/runner-client.ts";
import { RunnerError } from "../../../extension/runner-error.ts";
import { createForm, type FormHost } from "../../../extension/surfaces/backfill-form/form.ts";
import type { WorkspaceModel } from "../../../extension/workspaces.ts";
import { executeWork } from "../../../protocol/rpc/work.ts";
import { workspaceView } from "../../../protocol/rpc/workspace.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { BackfillAnswers, ToBackfillForm } from "../../../protocol/webview/backfill.ts";
import type { BackfillRequest } from "../../../protocol/work.ts";
import type { Client } from "../../../runner/daemon/client.ts";
import { lastFirst, mirror, startDaemon, statesOf } from "../../helpers/daemon.ts";
import { gatedWorkspace } from "../../helpers/gated-workspace.ts";
import { ANSWERS } from "./dags.ts";

type Kind = ToBackfillForm["kind"];
type Posted<K extends Kind> = ToBackfillForm & { readonly kind: K };

/** A form of the DAG `gated` that speaks with this runner, and its messages as they come. */
async function formOf(client: Client) {
  const view = await client.request(workspaceView, {});
  const posted: ToBackfillForm[] = [];
  const waiting = new Set<() => void>();
  // The editor's own connection makes RunnerErrors of refusals.
  const runner: Pick<RunnerClient, "request"> = {
    request: (message, params) =>
      client.request(message, params).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        const { code, message: text, next, retryable } = error;
        throw new RunnerError({ code, message: text, retryable, ...(next !== undefined && { next }) });
      }),
  };
  const model = {
    folder: { uri: { toString: () => "file:///work" } },
    state: { kind: "ready" },
    view,
    client: async () => runner,
    dag: (dagId: string) => view.dags.find(({ spec }) => spec.id === dagId),
  } as unknown as WorkspaceModel;
  const host: FormHost = {
    model,
    dagId: "gated",
    shell: "posix",
    post: (message) => {
      posted.push(message);
      for (const look of waiting) look();
    },
    isShown: () => true,
    now: () => Date.now(),
    later: (call) => {
      const timer = setImmediate(call);
      return () => clearImmediate(timer);
    },
    remembered: () => undefined,
    remember: () => {},
    started: () => {},
    copy: () => {},
    openGraph: () => {},
    showRuns: () => {},
  };
  const form = createForm(host, {});
  /** The first message of that kind after this is called. */
  const next = <K extends Kind>(kind: K): Promise<Posted<K>> => {
    const from = posted.length;
    return new Promise((resolve) => {
      const look = (): void => {
        const found = posted.slice(from).find((message): message is Posted<K> => message.kind === kind);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
    });
  };
  let version = 0;
  return {
    next,
    ready: () => form.receive({ kind: "ready", version, kept: null }),
    answer: (answers: BackfillAnswers) => {
      version += 1;
      form.receive({ kind: "changed", version, answers });
    },
    run: () => form.receive({ kind: "run", version, production: null }),
    dispose: () => form.dispose(),
  };
}

const FOUR_DAYS: BackfillAnswers = { ...ANSWERS, to: "2018-11-04" };

describe("a backfill form and the runner", () => {
  it("agree about what runs, or nothing does", async (context) => {
    const t = lastFirst(context);
    const workspace = await gatedWorkspace(t);
    const client = await startDaemon(t, workspace.path).attach();
    const known = await mirror(client);
    const form = await formOf(client);
    t.after(() => form.dispose());

    const first = form.next("preview");
    form.ready();
    assert.equal((await first).preview.rows.length, 7);

    const four = form.next("preview");
    form.answer(FOUR_DAYS);
    assert.match((await four).preview.summary, /^4 runs: 4 new/);

    // Somebody else runs a day of it meanwhile.
    const order: BackfillRequest = {
      kind: "backfill",
      dagId: "gated",
      from: "2018-11-02",
      to: "2018-11-02",
      policy: "missing",
      order: "asc",
      stopOnFailure: false,
      params: {},
    };
    await client.request(executeWork, { order });
    await workspace.isAt("2018-11-02");
    const again = form.next("preview");
    form.run();
    const { preview, hasChanged } = await again;
    assert.deepEqual([hasChanged, preview.runs, preview.rows[1]?.state], [true, 3, "running"]);
    assert.equal(known.runs.size, 1);

    const started = form.next("started");
    form.run();
    assert.equal((await started).text, "b2 started: 3 runs");
    await workspace.open();
    await known.until((of) => statesOf(of) === "success success success success");
  });

  it("tell what is wrong with an answer, at its field", async (context) => {
    const t = lastFirst(context);
    const workspace = await gatedWorkspace(t);
    const client = await startDaemon(t, workspace.path).attach();
    const form = await formOf(client);
    t.after(() => form.dispose());
    form.ready();
    const cases: readonly (readonly [Partial<BackfillAnswers>, string, RegExp])[] = [
      [{ from: "yesterday" }, "from", /^"yesterday" is not a date\. Write a day/],
      [{ to: "2018-02-30" }, "to", /^"2018-02-30" is not a date: that month has days 1 to 28\. Write/],
      [{ to: "2018-10-01" }, "to", /^The range from 2018-11-01 to 2018-10-01 is empty\. The last day/],
      [{ from: "2017-01-01", to: "2017-01-02" }, "to", /^No interval of gated .* starts between/],
      [
        { subset: "only", selection: "wiat" },
        "selection",
        /^There is no task or group "wiat"\. Did you mean "wait"/,
      ],
      [{ subset: "except", selection: "wait, after" }, "selection", /^Without "wait, after" no task is left/],
    ];
    for (const [changed, field, text] of cases) {
      const told = form.next("problems");
      form.answer({ ...FOUR_DAYS, ...changed });
      const { problems } = await told;
      assert.deepEqual(Object.keys(problems), [field]);
      assert.match(Object.values(problems)[0] ?? "", text);
      assert.doesNotMatch(Object.values(problems)[0] ?? "", / --/);
    }
  });
});
