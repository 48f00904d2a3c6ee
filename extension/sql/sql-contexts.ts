import type * as vscode from "vscode";
import { Uri } from "vscode";
import { createEmitter } from "../emitter.ts";
import type { WorkspaceModel, Workspaces } from "../workspaces.ts";
import { renderedOf } from "./rendered-sql.ts";
import { taskOfFile } from "./sql-file-tasks.ts";

/** What the SQL of a document is run on, and what its templates are filled from. */
export interface SqlContext {
  readonly model: WorkspaceModel;
  /** A connection's name, or a name that stands for one on the target. */
  readonly connection: string;
  readonly dagId: string | null;
  readonly interval: ChosenInterval | null;
}

export interface ChosenInterval {
  /** A day or time as users write it, or an interval's start. */
  readonly date: string;
  /** For people. */
  readonly label: string;
}

/** What somebody chose for a document. What is not there is found out each time. */
export interface ChosenContext {
  readonly folder?: string;
  readonly connection?: string;
  /** The DAG and the interval; null is none on purpose. */
  readonly fills?: { readonly dagId: string | null; readonly interval: ChosenInterval } | null;
}

export interface SqlContexts {
  /** Undefined where no folder's runner is ready. */
  of(document: vscode.TextDocument): SqlContext | undefined;
  /** What somebody chose to fill the templates of a document with, and nothing else. */
  chosenInterval(document: vscode.Uri): ChosenInterval | undefined;
  choose(document: vscode.TextDocument, choice: ChosenContext): void;
  /** As `choose`, and what was chosen before is forgotten. */
  start(document: vscode.TextDocument, choice: ChosenContext): void;
  /** The document whose context was chosen. */
  readonly onDidChoose: vscode.Event<vscode.Uri>;
}

export const USUAL_CONNECTION = "warehouse";
const KEY = "sqlContexts";
const MOST_KEPT = 200;

type Kept = Readonly<Record<string, ChosenContext>>;

export function sqlContexts(
  workspaces: Workspaces,
  state: vscode.Memento,
  onError: (error: unknown) => void,
): SqlContexts {
  const chosen = createEmitter<vscode.Uri>(onError);
  const kept = (): Kept => state.get<Kept>(KEY) ?? {};

  /** A rendered document stands for the one that it is of: what is chosen in one is chosen in both. */
  const keyOf = (uri: vscode.Uri): string => {
    const rendered = renderedOf(uri);
    return rendered?.kind === "document" ? rendered.document : uri.toString();
  };
  const keep = (key: string, choice: ChosenContext): void => {
    const { [key]: _before, ...others } = kept();
    const all = { ...others, [key]: choice };
    void state.update(KEY, Object.fromEntries(Object.entries(all).slice(-MOST_KEPT)));
    chosen.fire(Uri.parse(key));
  };
  const modelOf = (uri: vscode.Uri, folder: string | undefined): WorkspaceModel | undefined => {
    const own = workspaces.of(uri);
    if (own !== undefined) return own;
    // Documents that are in no folder: a new one, a file from elsewhere.
    const named = folder === undefined ? undefined : workspaces.byFolder(folder);
    return named ?? workspaces.runnable[0];
  };

  return {
    of: ({ uri }) => {
      const key = keyOf(uri);
      const choice = kept()[key] ?? {};
      const rendered = renderedOf(uri);
      const task = rendered?.kind === "task" ? rendered : undefined;
      const document = rendered?.kind === "document" ? Uri.parse(rendered.document) : uri;
      const model = modelOf(document, task?.folder ?? choice.folder);
      if (model?.view === undefined) return undefined;
      const connection = choice.connection ?? USUAL_CONNECTION;
      if (choice.fills === null) return { model, connection, dagId: null, interval: null };
      if (choice.fills !== undefined) return { model, connection, ...choice.fills };
      const dagId = task?.dagId ?? taskOfFile(model, document)?.dagId ?? null;
      return {
        model,
        connection,
        dagId,
        interval: dagId === null ? null : intervalOf(model, dagId, task?.date),
      };
    },
    chosenInterval: (uri) => kept()[keyOf(uri)]?.fills?.interval,
    choose: ({ uri }, choice) => keep(keyOf(uri), { ...kept()[keyOf(uri)], ...choice }),
    start: ({ uri }, choice) => keep(keyOf(uri), choice),
    onDidChoose: chosen.event,
  };
}

/** That of the DAG's last run. */
export function lastInterval(model: WorkspaceModel, dagId: string): ChosenInterval | null {
  const run = model.dag(dagId)?.lastRun?.run;
  return run === undefined ? null : { date: run.interval.start, label: run.label };
}

function intervalOf(model: WorkspaceModel, dagId: string, date: string | undefined): ChosenInterval | null {
  const last = lastInterval(model, dagId);
  return date === undefined || date === last?.date ? last : { date, label: date };
}
