import type { DagSpec, TaskSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { DataInterval, RunKind } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import { renderTemplate } from "../core/templates/render.ts";
import { templateVariables } from "../core/templates/variables.ts";
import type { SourcePattern } from "../operators/operator.ts";
import type { AnyOperator } from "../operators/registry.ts";
import { type KeyPattern, parseKeyPattern, regexPattern, wildcardPattern } from "../staging/key-pattern.ts";

/** A run as its templates see it, and the tasks that it will do. */
export interface FutureRun {
  readonly runId: string;
  readonly kind: RunKind;
  readonly interval: DataInterval;
  readonly params: JsonObject;
  readonly taskIds: readonly string[];
}

/** Objects that tasks of a plan want, with what is counted of them: one for each lake and pattern. */
export interface Wanted {
  readonly lake: string;
  readonly pattern: KeyPattern;
  readonly minCount: number;
  readonly minSize: number;
  readonly isOptional: boolean;
  /** The same text for every interval. */
  readonly isShared: boolean;
  /** Indexes of the runs that want it. */
  readonly runs: Set<number>;
}

export interface WantedSources {
  readonly wanted: readonly Wanted[];
  /** Indexes of runs of which a pattern is not known before they run, with the reason. */
  readonly unknown: ReadonlyMap<number, string>;
}

/** What the tasks of each run will look for in lakes, as their operators say it. */
export function wantedSources(
  dag: DagSpec,
  runs: readonly (FutureRun | undefined)[],
  operators: ReadonlyMap<string, AnyOperator>,
  defaultLake: string,
): WantedSources {
  const reading = readingTasks(dag, operators);
  const wanted = new Map<string, Wanted>();
  const unknown = new Map<number, string>();
  for (const [index, run] of runs.entries()) {
    if (run === undefined) continue;
    const doing = new Set(run.taskIds);
    for (const { task, sources, asWritten } of reading) {
      if (!doing.has(task.id)) continue;
      try {
        sources(rendererFor(dag, task, run)).forEach((source, place) => {
          const isShared = asWritten[place]?.text === source.text;
          addTo(wanted, source, source.lake ?? defaultLake, isShared).runs.add(index);
        });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        unknown.set(index, `${task.id}: ${error.message}`);
      }
    }
  }
  return { wanted: [...wanted.values()], unknown };
}

type Render = (text: string, where: string) => string;

interface ReadingTask {
  readonly task: TaskSpec;
  readonly sources: (render: Render) => readonly SourcePattern[];
  readonly asWritten: readonly SourcePattern[];
}

/** The tasks whose operators look into lakes. */
function readingTasks(dag: DagSpec, operators: ReadonlyMap<string, AnyOperator>): readonly ReadingTask[] {
  return dag.tasks.flatMap((task) => {
    const operator = operators.get(task.operator);
    if (operator?.sources === undefined) return [];
    const params = operator.params.parse(task.params) as never;
    const sources = (render: Render) => operator.sources?.(params, render) ?? [];
    return [{ task, sources, asWritten: sources((text) => text) }];
  });
}

function rendererFor(dag: DagSpec, task: TaskSpec, run: FutureRun): Render {
  const { runId, kind, interval, params } = run;
  const facts = { dagId: dag.id, taskId: task.id, runId, kind, tryNumber: 1, interval, params };
  const variables = templateVariables(facts);
  return (text, what) => renderTemplate(text, variables, { what });
}

function addTo(wanted: Map<string, Wanted>, source: SourcePattern, lake: string, isShared: boolean): Wanted {
  const { minCount = 1, minSize = 0, isOptional = false } = source;
  const key = JSON.stringify([lake, source.kind, source.text, minCount, minSize, isOptional]);
  const known = wanted.get(key);
  if (known !== undefined) return known;
  const pattern = patternOf(source);
  const added: Wanted = { lake, pattern, minCount, minSize, isOptional, isShared, runs: new Set() };
  wanted.set(key, added);
  return added;
}

function patternOf({ kind, text }: SourcePattern): KeyPattern {
  if (kind === "key") return { kind, text };
  if (kind === "regex") return regexPattern(text);
  return kind === "wildcard" ? wildcardPattern(text) : parseKeyPattern(text);
}
