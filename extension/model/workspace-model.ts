import type * as vscode from "vscode";
import { runsRecovered } from "../../protocol/rpc/work.ts";
import { reloadWorkspace } from "../../protocol/rpc/workspace.ts";
import type { AttachOptions } from "../connection/attach-or-start.ts";
import { createRunnerLink, type LinkOptions } from "../connection/runner-link.ts";
import { createEmitter } from "../emitter.ts";
import type { RunnerClient } from "../runner-client.ts";
import { errorText, RunnerError } from "../runner-error.ts";
import type { RunnerNotice, WorkspaceChange, WorkspaceModel, WorkspaceState } from "../workspaces.ts";
import { createLiveView } from "./live-view.ts";

export interface ModelOptions {
  readonly folder: vscode.WorkspaceFolder;
  readonly link: Omit<LinkOptions, "workspace" | "log" | "onOtherVersion">;
  readonly isTrusted: () => boolean;
  /** Looks for DAG files in the folder. */
  readonly findsDagFiles: () => Promise<boolean>;
  readonly uriOf: (file: string) => vscode.Uri;
  readonly chosenTarget: ChosenTarget;
  readonly log: (text: string) => void;
}

/** What was chosen in this folder last, also before the window was opened. */
export interface ChosenTarget {
  last(): string | undefined;
  keep(name: string): void;
}

export interface OwnedModel extends WorkspaceModel {
  /** Looks for DAG files, and starts or attaches to the runner when there are some and the folder may run. Never rejects. */
  begin(): Promise<void>;
  dispose(): void;
}

export function createWorkspaceModel(options: ModelOptions): OwnedModel {
  const { folder, isTrusted, log } = options;
  const complain = (error: unknown): void => log(`A listener failed: ${String(error)}`);
  const changed = createEmitter<WorkspaceChange>(complain);
  const noticed = createEmitter<RunnerNotice>(complain);
  const tell = (notice: RunnerNotice): void => noticed.fire(notice);
  const live = createLiveView({
    onChange: (change) => take(change),
    chosenTarget: options.chosenTarget.last,
    log,
  });
  const onOtherVersion: AttachOptions["onOtherVersion"] = (other) =>
    tell({ kind: "other-version", version: other.version, end: other.end });
  const link = createRunnerLink({ ...options.link, workspace: folder.uri.fsPath, log, onOtherVersion });
  const known: {
    hasDagFiles: boolean;
    /** Why the runner, which answers, gives no snapshot. */
    viewProblem: { readonly message: string; readonly next: string } | undefined;
    /** The last state that was told. */
    state: WorkspaceState;
    /** The last search for DAG files. */
    search: Promise<void> | undefined;
  } = { hasDagFiles: false, viewProblem: undefined, state: { kind: "none" }, search: undefined };

  const stateNow = (): WorkspaceState => {
    if (folder.uri.scheme !== "file") return { kind: "virtual" };
    if (!isTrusted()) return { kind: "untrusted" };
    if (!known.hasDagFiles) return { kind: "none" };
    if (known.viewProblem !== undefined) return { kind: "broken", ...known.viewProblem };
    const { state } = link;
    if (state.kind === "broken") return state;
    return { kind: state.kind === "ready" && isAttached(state.client) ? "ready" : "starting" };
  };
  const attached: { client: RunnerClient | undefined } = { client: undefined };
  const isAttached = (client: RunnerClient): boolean => attached.client === client;

  const update = (): void => {
    const next = stateNow();
    const isSame = next.kind === known.state.kind && next.kind !== "broken";
    known.state = next;
    if (!isSame) changed.fire({ kind: "state" });
  };

  const take = (change: WorkspaceChange): void => {
    if (change.kind === "view" && link.state.kind === "ready") {
      attached.client = link.state.client;
      known.viewProblem = undefined;
      update();
    }
    changed.fire(change);
  };

  const attach = async (client: RunnerClient): Promise<void> => {
    client.on(runsRecovered, (recovered) => tell({ kind: "runs-recovered", ...recovered }));
    await snapshot(client, live.attach);
  };

  const snapshot = async (
    client: RunnerClient,
    load: (client: RunnerClient) => Promise<void>,
  ): Promise<void> => {
    try {
      await load(client);
    } catch (error) {
      if (link.state.kind !== "ready" || link.state.client !== client) return;
      known.viewProblem = problemOf(error);
      update();
    }
  };

  link.onDidChange((state) => {
    known.viewProblem = undefined;
    if (state.kind === "ready") void attach(state.client);
    update();
  });
  link.onDidCrash(() => tell({ kind: "ended-unexpectedly" }));

  const findsDagFiles = async (): Promise<boolean> => {
    try {
      return await options.findsDagFiles();
    } catch (error) {
      log(`Looking for DAG files in ${folder.name}: ${errorText(error)}`);
      return known.hasDagFiles;
    }
  };

  const search = async (): Promise<void> => {
    if (folder.uri.scheme === "file" && isTrusted()) known.hasDagFiles = await findsDagFiles();
    update();
  };

  const begin = async (): Promise<void> => {
    known.search = search();
    await known.search;
    if (known.hasDagFiles && link.state.kind === "idle") await link.client().catch(() => undefined);
  };

  const client = async (): Promise<RunnerClient> => {
    const state = stateNow();
    if (state.kind === "none") await begin();
    const refusal = refusalIn(stateNow(), folder.name);
    if (refusal !== undefined) throw refusal;
    return link.client();
  };

  return {
    folder,
    get state() {
      return known.state;
    },
    get view() {
      return known.hasDagFiles ? live.view : undefined;
    },
    onDidChange: changed.event,
    onDidNotice: noticed.event,
    looked: () => known.search ?? begin(),
    client,
    restart: async () => {
      if (refusalIn(stateNow(), folder.name) === undefined) await link.restart();
      else await begin();
    },
    reload: async () => {
      const hadSome = known.hasDagFiles;
      await begin();
      if (!hadSome || link.state.kind !== "ready") return;
      if (known.viewProblem !== undefined) await snapshot(link.state.client, live.load);
      else await link.state.client.request(reloadWorkspace, {});
    },
    selectTarget: async (name) => {
      await live.selectTarget(await client(), name);
      options.chosenTarget.keep(name);
    },
    dag: (dagId) => live.view?.dags.find(({ spec }) => spec.id === dagId),
    run: (runId) => live.run(runId),
    watchRun: async (runId) => live.watchRun(await client(), runId),
    uriOf: options.uriOf,
    begin,
    dispose: () => {
      link.dispose();
      changed.dispose();
      noticed.dispose();
    },
  };
}

function problemOf(error: unknown): { readonly message: string; readonly next: string } {
  const next = error instanceof RunnerError ? error.data.next : undefined;
  return {
    message: error instanceof RunnerError ? error.data.message : errorText(error),
    next: next ?? "The runner log has more.",
  };
}

/** Why nothing can be asked of a folder's runner, in words for people. */
function refusalIn(state: WorkspaceState, folder: string): RunnerError | undefined {
  const refuse = (code: string, message: string, next: string): RunnerError =>
    new RunnerError({ code, message, next, retryable: false });
  switch (state.kind) {
    case "untrusted":
      return refuse("untrusted", `The folder ${folder} is not trusted.`, "Trust it to run its DAG files.");
    case "virtual":
      return refuse(
        "virtual",
        `The files of ${folder} are not on this machine.`,
        "Open the folder from disk to run its pipelines.",
      );
    case "none":
      return refuse("no-dag-files", `The folder ${folder} has no DAG files.`, "New DAG writes one.");
    case "starting":
    case "ready":
    case "broken":
      return undefined;
  }
}
