import * as vscode from "vscode";
import { listRuns } from "../../../protocol/rpc/runs.ts";
import type { Services } from "../../services.ts";
import type { ChosenInterval } from "../../sql/sql-contexts.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { type Choice, pickOne } from "../ask/pick.ts";

const MOST_RUNS = 50;
const ANOTHER = "another";

export interface Fills {
  readonly dagId: string | null;
  readonly interval: ChosenInterval;
}

/** Asks what templates are filled from: an interval of a DAG that has run, or any date. */
export async function askFills(
  services: Services,
  model: WorkspaceModel,
  dagId: string | null,
): Promise<Fills | undefined> {
  const dag = dagId ?? (await askDagOrNone(services, model));
  if (dag === undefined) return undefined;
  const named = dag === "" ? null : dag;
  const interval = await askInterval(services, model, named);
  return interval && { dagId: named, interval };
}

/** Empty for none. */
async function askDagOrNone({ memory }: Services, model: WorkspaceModel): Promise<string | undefined> {
  const dags = model.view?.dags ?? [];
  if (dags.length === 0) return "";
  const choices: readonly Choice<string>[] = [
    ...dags.map(({ spec }) => ({ label: spec.id, key: spec.id, value: spec.id })),
    { label: "No DAG", description: "A UTC day; no params, no staging tables", key: "", value: "" },
  ];
  const topic = `sql dag ${model.folder.uri.toString()}`;
  return pickOne(choices, { title: "Fill Templates", placeholder: "As for which DAG?", topic }, memory);
}

export async function askInterval(
  { memory }: Services,
  model: WorkspaceModel,
  dagId: string | null,
): Promise<ChosenInterval | undefined> {
  const runs = dagId === null ? [] : await runsOf(model, dagId);
  const another: Choice<ChosenInterval | typeof ANOTHER> = {
    label: "Another date…",
    iconPath: new vscode.ThemeIcon("calendar"),
    key: ANOTHER,
    value: ANOTHER,
  };
  const picked =
    runs.length === 0
      ? ANOTHER
      : await pickOne(
          [...runs, another],
          {
            title: "Interval",
            placeholder: `Which interval of ${dagId}?`,
            // The newest may be a day that has no data yet.
            offered: dagId === null ? undefined : model.dag(dagId)?.lastRun?.run.interval.start,
          },
          memory,
        );
  if (picked !== ANOTHER) return picked;
  const date = await askDate(memory.last("sql date"));
  if (date === undefined) return undefined;
  memory.keep("sql date", date);
  return { date, label: date };
}

async function runsOf(model: WorkspaceModel, dagId: string): Promise<readonly Choice<ChosenInterval>[]> {
  const client = await model.client();
  const { runs } = await client.request(listRuns, { dagId, limit: MOST_RUNS });
  const seen = new Map(runs.map((run) => [run.interval.start, run]));
  return [...seen.values()].map(({ label, shown, interval }) => ({
    label,
    description: shown,
    key: interval.start,
    value: { date: interval.start, label },
  }));
}

async function askDate(last: string | undefined): Promise<string | undefined> {
  const date = await vscode.window.showInputBox({
    title: "Interval",
    prompt: "The day or time that names the interval.",
    placeHolder: "2018-11-30",
    ...(last !== undefined && { value: last }),
    validateInput: (text) =>
      text === "" || /^\d{4}-\d{2}-\d{2}([ T].*)?$/.test(text.trim())
        ? undefined
        : "A day such as 2018-11-30, or a time such as 2018-11-30T06:00.",
  });
  return date === undefined || date.trim() === "" ? undefined : date.trim();
}
