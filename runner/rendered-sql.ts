import type { DagSpec, TaskSpec } from "../protocol/dag.ts";
import { UserError } from "../protocol/user-error.ts";
import { isSqlFile } from "./core/sql-file.ts";
import { templateVariables } from "./core/templates/variables.ts";
import { taskTexts } from "./engine/task-texts.ts";
import type { RunOfInterval } from "./run-of-interval.ts";

/** SQL of one parameter of a task as it runs in one interval. */
export interface SqlOfTask {
  readonly param: string;
  /** Relative to the workspace; null for SQL that stands in the DAG file. */
  readonly file: string | null;
  readonly text: string;
  /** Why there is no text. */
  readonly problem?: string;
}

export interface RenderOptions {
  readonly workspace: string;
  readonly dag: DagSpec;
  readonly task: TaskSpec;
  /** Names of the parameters of the task's operator that take SQL. */
  readonly sqlParams: readonly string[];
  readonly run: RunOfInterval;
  readonly tryNumber: number;
}

/** The SQL of a task with its templates filled, in the order of the operator's parameters. */
export async function renderedSql(options: RenderOptions): Promise<readonly SqlOfTask[]> {
  const { workspace, dag, task, run, tryNumber } = options;
  const { id: runId, kind, interval, params } = run;
  const variables = templateVariables({
    dagId: dag.id,
    taskId: task.id,
    runId,
    kind,
    tryNumber,
    interval,
    params,
  });
  const texts = taskTexts(workspace, dag.position.file, variables);
  const rendered = options.sqlParams.map(async (param): Promise<readonly SqlOfTask[]> => {
    const given = task.params[param];
    if (typeof given !== "string") return [];
    try {
      const { text, file = null } = await texts.sql(given, param);
      return [{ param, file, text }];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [{ param, file: isSqlFile(given) ? given : null, text: "", problem: error.message }];
    }
  });
  return (await Promise.all(rendered)).flat();
}
