import { dagMermaid, taskDetail } from "../../../protocol/rpc/runs.ts";
import type { HistoryChanges } from "../../../protocol/rpc/workspace.ts";
import type {
  FromGraphPage,
  GraphDetail,
  GraphExport,
  ToGraphPage,
} from "../../../protocol/webview/graph.ts";
import { errorText } from "../../runner-error.ts";
import type { CommandSubject } from "../../subject.ts";
import type { WorkspaceChange, WorkspaceModel } from "../../workspaces.ts";
import { graphContent } from "./graph-content.ts";
import { graphInstance, graphRun } from "./graph-dag.ts";
import { graphDetail } from "./graph-detail.ts";
import { isGraphCommand } from "./page-message.ts";
import { createRunList } from "./run-list.ts";
import { createShownRun } from "./shown-run.ts";
import { createTaskFollower } from "./task-follower.ts";

/** One panel's side of the conversation with its page. Knows nothing of the editor. */
export interface GraphSession {
  receive(message: FromGraphPage): void;
  /** The model has changed. */
  changed(change: WorkspaceChange): void;
  open(what: { readonly runId?: string | undefined; readonly taskId?: string | undefined }): void;
  /** The page is gone, until the next `ready`. */
  hidden(): void;
  dispose(): void;
}

export interface GraphSessionOptions {
  readonly model: WorkspaceModel;
  readonly dagId: string;
  post(message: ToGraphPage): void;
  command(command: string, subject: CommandSubject): void;
  openFile(file: string): void;
  /** Resolves to what was done, in words; undefined when the user gave up. */
  save(
    name: string,
    exported: { readonly format: GraphExport["format"]; readonly bytes: Uint8Array },
  ): Promise<string | undefined>;
  copy(text: string): Promise<void>;
  now(): number;
  later(call: () => void, milliseconds: number): () => void;
}

const LOG_LINES = 200;

export function createGraphSession(options: GraphSessionOptions): GraphSession {
  const { model, dagId, post } = options;
  const folder = model.folder.uri.toString();
  const run = createShownRun(model, dagId);
  const runs = createRunList(model, dagId);
  const state: { isThere: boolean; shownRunId: string | undefined; reveal: string | undefined } = {
    isThere: false,
    shownRunId: undefined,
    reveal: undefined,
  };
  const specOf = (taskId: string) => model.dag(dagId)?.spec.tasks.find(({ id }) => id === taskId);
  const taskOf = (taskId: string) => run.detail()?.tasks.find((task) => task.taskId === taskId);
  const follower = createTaskFollower({
    load: async (taskId): Promise<GraphDetail> => {
      const client = await model.client();
      const runId = taskOf(taskId) === undefined ? null : (run.detail()?.run.runId ?? null);
      const detail = await client.request(taskDetail, { dagId, taskId, runId, logLines: LOG_LINES });
      return graphDetail(taskId, detail, specOf(taskId), taskOf(taskId));
    },
    isRunning: (taskId) => taskOf(taskId)?.state === "running",
    onDetail: (detail) => post({ kind: "detail", detail }),
    onError: (taskId, error) => post({ kind: "detailFailed", taskId, message: errorText(error) }),
    later: options.later,
  });

  const show = (): void => {
    if (!state.isThere) return;
    const detail = run.detail();
    const subject = { folder, dagId, runId: run.picked };
    post({ kind: "show", subject, content: graphContent(model, dagId, detail) });
    if (state.shownRunId !== detail?.run.runId && follower.taskId !== null) follower.touch(follower.taskId);
    state.shownRunId = detail?.run.runId;
    if (state.reveal !== undefined && model.dag(dagId) !== undefined) {
      post({ kind: "reveal", taskId: state.reveal });
      state.reveal = undefined;
    }
  };

  const say = (text: string, isError = false): void => post({ kind: "said", text, isError });
  const pick = (runId: string | null): void => {
    run.pick(runId).then(show, (error: unknown) => {
      say(errorText(error), true);
      show();
    });
  };

  const update = (changes: HistoryChanges): void => {
    const detail = run.detail();
    if (detail === undefined || detail.run.runId !== state.shownRunId) {
      if (detail?.run.runId !== state.shownRunId) show();
      return;
    }
    const { runId } = detail.run;
    const changed = changes.tasks.filter((one) => one.runId === runId);
    if (changed.length === 0 && !changes.runs.some((one) => one.runId === runId)) return;
    const instances = changed.map(({ task }) => graphInstance(task));
    post({ kind: "update", at: options.now(), run: graphRun(detail.run), instances });
    for (const { taskId } of instances) follower.touch(taskId);
  };

  const bytesOf = async (exported: GraphExport): Promise<Uint8Array> => {
    switch (exported.format) {
      case "png":
        return Buffer.from(exported.base64, "base64");
      case "svg":
        return Buffer.from(exported.text, "utf8");
      case "mermaid":
        return Buffer.from(await mermaidText(exported.direction), "utf8");
    }
  };
  const mermaidText = async (direction: "LR" | "TD"): Promise<string> => {
    const client = await model.client();
    return (await client.request(dagMermaid, { dagId, direction })).text;
  };

  const receive = async (message: FromGraphPage): Promise<void> => {
    switch (message.kind) {
      case "ready":
        state.isThere = true;
        return show();
      case "select":
        return follower.follow(message.taskId);
      case "command": {
        if (!isGraphCommand(message.command)) return;
        const detail = run.detail();
        const { taskId, check } = message;
        options.command(message.command, {
          folder,
          dagId,
          taskId,
          ...(detail !== undefined && { runId: detail.run.runId, date: detail.run.interval.start }),
          ...(check !== undefined && { check }),
        });
        return;
      }
      case "runDag":
        return options.command("millrace.runDag", { folder, dagId });
      case "pickRun":
        return pick(message.runId);
      case "listRuns":
        return post({ kind: "runs", ...(await runs.page(message.isMore)), isMore: message.isMore });
      case "openFile":
        return options.openFile(message.file);
      case "copyText":
        await options.copy(message.text);
        return say("Copied.");
      case "save": {
        const bytes = await bytesOf(message.export);
        const done = await options.save(dagId, { format: message.export.format, bytes });
        return done === undefined ? undefined : say(done);
      }
      case "copy":
        await options.copy(Buffer.from(await bytesOf(message.export)).toString("utf8"));
        return say("Copied.");
      case "showProblems":
        return options.command("workbench.actions.view.problems", {});
    }
  };

  return {
    receive: (message) => {
      receive(message).catch((error: unknown) => {
        if (message.kind === "listRuns") post({ kind: "runsFailed", message: errorText(error) });
        else say(errorText(error), true);
      });
    },
    changed: (change) => {
      if (!state.isThere) return;
      if (change.kind === "history") update(change.changes);
      else show();
    },
    open: ({ runId, taskId }) => {
      state.reveal = taskId;
      const wanted = runId ?? null;
      if (wanted === run.picked) show();
      else pick(wanted);
    },
    hidden: () => {
      state.isThere = false;
      follower.follow(null);
    },
    dispose: () => {
      state.isThere = false;
      follower.dispose();
      run.dispose();
    },
  };
}
