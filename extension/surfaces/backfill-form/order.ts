import type { DagSpec, ParamSpec } from "../../../protocol/dag.ts";
import type { Json } from "../../../protocol/json.ts";
import type { BackfillAnswers, BackfillField } from "../../../protocol/webview/backfill.ts";
import type { BackfillRequest } from "../../../protocol/work.ts";

export type OrderResult =
  | { readonly ok: true; readonly order: BackfillRequest }
  | { readonly ok: false; readonly problems: Readonly<Partial<Record<BackfillField, string>>> };

/**
 * What the answers of a form ask for. Only what cannot be said in an order is a problem here: dates, ranges and tasks
 * are the runner's to judge.
 */
export function orderOf(dag: DagSpec, answers: BackfillAnswers): OrderResult {
  const problems: Partial<Record<BackfillField, string>> = {};
  for (const end of ["from", "to"] as const)
    if (answers[end].trim() === "") problems[end] = `Enter a day: ${dag.startDate.slice(0, 10)}.`;
  const selection = answers.selection.trim();
  if (answers.subset !== "all" && selection === "")
    problems.selection =
      answers.subset === "only" ? "Choose at least one task." : "Choose the tasks that do not run.";
  const limit = readLimit(answers.maxActiveRuns, dag.maxActiveRuns);
  if (limit.problem !== undefined) problems.maxActiveRuns = limit.problem;
  const params: Record<string, Json> = {};
  for (const [name, spec] of Object.entries(dag.params)) {
    const text = answers.params[name];
    const value = text === undefined ? spec.default : readParam(spec, text);
    if (value !== undefined && isChoice(spec, value)) params[name] = value;
    else problems[`param:${name}`] = paramProblem(spec, text ?? "", value);
  }
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  return {
    ok: true,
    order: {
      kind: "backfill",
      dagId: dag.id,
      from: answers.from.trim(),
      to: answers.to.trim(),
      ...(answers.subset === "only" && { task: selection }),
      ...(answers.subset === "except" && { except: selection }),
      policy: answers.policy,
      order: answers.order,
      ...(limit.value !== undefined && { maxActiveRuns: limit.value }),
      stopOnFailure: answers.stopOnFailure,
      params,
    },
  };
}

function readLimit(text: string, most: number): { readonly value?: number; readonly problem?: string } {
  if (text.trim() === "") return {};
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) return { problem: `"${text}" is not a number of runs.` };
  return value > most ? { problem: `The DAG allows ${most} at a time (maxActiveRuns).` } : { value };
}

/** Undefined when the text is not of the parameter's type. */
function readParam({ type }: ParamSpec, text: string): Json | undefined {
  switch (type) {
    case "string":
      return text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "integer":
    case "number": {
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value)) return undefined;
      return type === "integer" && !Number.isSafeInteger(value) ? undefined : value;
    }
  }
}

function isChoice({ choices }: ParamSpec, value: Json): boolean {
  return choices === undefined || choices.includes(value);
}

function paramProblem({ type, choices }: ParamSpec, text: string, value: Json | undefined): string {
  return value === undefined
    ? `"${text}" is not of type ${type}.`
    : `${JSON.stringify(value)} is not one of ${JSON.stringify(choices)}.`;
}
