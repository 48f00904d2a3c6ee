import * as vscode from "vscode";
import type { DagView } from "../../../protocol/rpc/workspace.ts";
import type { Services } from "../../services.ts";
import { stateIcon } from "../../state-icon.ts";
import type { CommandSubject } from "../../subject.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { offeredIntervals } from "./offered-intervals.ts";
import { type Choice, pickOne } from "./pick.ts";

/** The interval of a run, as an order names it. Without any of it: the latest complete one. */
export interface IntervalChoice {
  readonly date?: string;
  readonly start?: string;
  readonly end?: string;
}

type Way = "latest" | "date" | "range" | { readonly date: string };

/** Which interval a DAG is run for. A day that the runner cannot use is refused by it, with its reason. */
export async function askInterval(
  { memory }: Services,
  model: WorkspaceModel,
  dag: DagView,
  { date, from, to }: CommandSubject,
  title: string,
): Promise<IntervalChoice | undefined> {
  if (date !== undefined) return { date };
  if (from !== undefined && to !== undefined) return { start: from, end: to };
  const { spec, lastRun } = dag;
  const { latest, first: start } = await offeredIntervals(await model.client(), dag);
  const choices: Choice<Way>[] = [
    // Of sources that are not of today the latest day has no data: a run of it would wait for them.
    ...(start === undefined
      ? []
      : [
          {
            label: `First interval: ${start.label}`,
            description: "the DAG's start date",
            iconPath: new vscode.ThemeIcon("debug-start"),
            key: "first",
            value: { date: start.date },
          },
        ]),
    {
      label:
        spec.schedule === null
          ? "Now"
          : `Latest complete interval${latest === undefined ? "" : `: ${latest}`}`,
      description: spec.schedule ?? "started by hand",
      iconPath: new vscode.ThemeIcon("run"),
      key: "latest",
      value: "latest",
    },
    ...(lastRun === null
      ? []
      : [
          {
            label: `Again: ${lastRun.run.label}`,
            description: lastRun.run.shown,
            iconPath: stateIcon(lastRun.run.shown),
            key: "again",
            value: { date: lastRun.run.interval.start },
          },
        ]),
    { label: "Interval of a date…", iconPath: new vscode.ThemeIcon("calendar"), key: "date", value: "date" },
    { label: "From … to …", iconPath: new vscode.ThemeIcon("arrow-both"), key: "range", value: "range" },
  ];
  const way = await pickOne(
    choices,
    { title, placeholder: "For which interval?", topic: `interval ${spec.id}` },
    memory,
  );
  if (way === undefined) return undefined;
  if (typeof way === "object") return way;
  if (way === "latest") return {};
  const remembered = memory.last(`date ${spec.id}`) ?? lastRun?.run.interval.start.slice(0, 10) ?? "";
  const first = await askDate(title, way === "date" ? "Day or time" : "From (day or time)", remembered);
  if (first === undefined) return undefined;
  memory.keep(`date ${spec.id}`, first);
  if (way === "date") return { date: first };
  const end = await askDate(title, "To (day or time), not included", first);
  return end === undefined ? undefined : { start: first, end };
}

export async function askDate(title: string, prompt: string, value: string): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    placeHolder: "2018-11-30 or 2018-11-30T05:00",
    validateInput: (text) =>
      isDate(text) ? undefined : "A date (2018-11-30), or a time (2018-11-30T05:00).",
  });
  return answer?.trim();
}

/** Only the form: whether there is such an interval is the runner's to say. */
function isDate(text: string): boolean {
  return /^\d{4}-\d{2}(-\d{2}([T ]\d{2}(:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/.test(
    text.trim(),
  );
}
