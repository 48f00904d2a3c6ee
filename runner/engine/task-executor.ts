import path from "node:path";
import type { TaskSpec } from "../../protocol/dag.ts";
import type { TaskError } from "../../protocol/event.ts";
import type { CheckResult, RowCounts } from "../../protocol/run.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import { assertNever, UserError } from "../../protocol/user-error.ts";
import { templateVariables } from "../core/templates/variables.ts";
import type { TaskContext, TaskResult } from "../operators/operator.ts";
import type { AnyOperator } from "../operators/registry.ts";
import { userCodeOperator } from "../operators/run-task.ts";
import { redactTexts } from "../secrets/redact-texts.ts";
import type { Redactor } from "../secrets/secrets.ts";
import { taskLogFile } from "../task-log-file.ts";
import { checksFailed, describeCheck } from "./checks-failed.ts";
import type { Executor, Outcome, TryRequest } from "./execute.ts";
import { dropRunSchema } from "./run-schema.ts";
import type { ContextServices } from "./task-context.ts";
import { createTaskContext } from "./task-context.ts";
import type { TaskLog } from "./task-log.ts";
import { openTaskLog } from "./task-log.ts";
import { warehouseOf } from "./task-warehouse.ts";
import type { TimeLimit } from "./time-limit.ts";
import { limitTime } from "./time-limit.ts";

export interface ExecutorOptions {
  readonly operators: ReadonlyMap<string, AnyOperator>;
  readonly services: ContextServices;
  /** The workspace's `.millrace` folder. */
  readonly stateFolder: string;
  /** What outcomes and logs tell has no secret in it. */
  readonly redactor: Pick<Redactor, "redact">;
}

/** Carries out tries with the registered operators, on the workspace's connections. */
export function createTaskExecutor(options: ExecutorOptions): Executor {
  const { services, redactor } = options;
  return {
    async execute(request) {
      const log = openTaskLog(path.join(options.stateFolder, logFileOf(request)), services.now, redactor);
      const limit = limitTime(request.signal, request.task.executionTimeoutMs);
      const evaluated: CheckResult[] = [];
      try {
        log.write(
          `try ${request.tryNumber} of ${request.task.id} (${request.task.operator}) in ${request.run.id}`,
        );
        const outcome = inTime(await attempt(request, limit, log, evaluated, options), request, limit);
        log.write(describe(outcome));
        return redactTexts(outcome, redactor);
      } catch (error) {
        const failed: Outcome = {
          kind: "failed",
          error: errorOf(error, request, limit, log),
          loads: [],
          checks: evaluated,
        };
        log.write(describe(failed));
        return redactTexts(failed, redactor);
      } finally {
        limit.clear();
        log.close();
      }
    },
    async cleanUp(dag, run) {
      const touched = [...services.runSchemas.keys(), ...services.searchPaths.keys()]
        .map((key) => key.split(" "))
        .filter(([, runId]) => runId === run.id);
      // Also where a process before this one has staged.
      const named = dag.tasks.map((task) => warehouseOf(task, options.operators, services.defaultWarehouse));
      for (const name of new Set([...touched.map(([warehouse]) => warehouse), ...named])) {
        if (name === undefined) continue;
        services.runSchemas.delete(`${name} ${run.id}`);
        services.searchPaths.delete(`${name} ${run.id}`);
        try {
          await dropRunSchema(await services.connections.warehouse(name), run.id);
        } catch {
          // It holds copies of the lake's files only, and the next run of the interval takes it over.
        }
      }
    },
  };
}

function logFileOf({ dag, run, task, tryNumber }: TryRequest): string {
  return taskLogFile(dag.id, run.id, task.id, tryNumber);
}

async function attempt(
  request: TryRequest,
  limit: TimeLimit,
  log: TaskLog,
  /** Takes the results, so that they are known however the try ends. */
  evaluated: CheckResult[],
  options: ExecutorOptions,
): Promise<Outcome> {
  const { dag, task, run } = request;
  const operator = operatorOf(task, options.operators);
  const variables = templateVariables({
    dagId: dag.id,
    taskId: task.id,
    runId: run.id,
    kind: run.kind,
    tryNumber: request.tryNumber,
    interval: run.interval,
    params: run.params,
  });
  const context = createTaskContext(request, limit.signal, log, variables, options.services, (result) => {
    evaluated.push(result);
    log.write(describeCheck(result));
  });
  if (request.isLoaded) log.write("only its checks are evaluated: its work was committed before");
  const result: TaskResult = request.isLoaded
    ? { kind: "success", note: "its work was committed before; now its checks were evaluated" }
    : await operator.execute(operator.params.parse(task.params) as never, context);
  if (result.kind !== "success") return unsuccessful(result);
  const { note } = result;
  const committedAt = options.services.now();
  const loads = (result.loads ?? []).map((load) => ({ ...load, committedAt }));
  // An operator whose work is its checks has nothing else that could be done twice.
  const isLoaded = result.checks === undefined && wasLoaded(loads);
  const mayRepeat = operator.onRepeat(task.params as never) === "safe";
  const fails = (error: TaskError, checks: readonly CheckResult[]): Outcome => {
    return { kind: "failed", error, loads, checks, isLoaded, mayRepeat };
  };
  try {
    const checks = result.checks ?? (await evaluateChecks(request, context, options));
    const error = checksFailed(checks, isLoaded && !mayRepeat);
    if (error !== undefined) return fails(error, checks);
    return { kind: "success", loads, checks, ...(note === undefined ? {} : { note }) };
  } catch (error) {
    return fails(errorOf(error, request, limit, log), evaluated);
  }
}

/** A name that is not registered is a custom operator of the DAG file, whose code the task carries. */
function operatorOf(task: TaskSpec, operators: ReadonlyMap<string, AnyOperator>): AnyOperator {
  const known = operators.get(task.operator);
  if (known !== undefined) return known;
  if (task.code === undefined) throw new Error(`No operator is registered under ${task.operator}.`);
  return userCodeOperator(task.operator, task.code.sqlParams ?? []);
}

function unsuccessful(result: Exclude<TaskResult, { kind: "success" }>): Outcome {
  if (result.kind !== "failed") return result;
  const { code, message, next, retryable } = result;
  return {
    kind: "failed",
    error: { code, message, retryable, ...(next && { next }) },
    loads: [],
    checks: [],
  };
}

/** Work that changed no row may be repeated, and may find some then; of work without counts nobody knows. */
function wasLoaded(loads: readonly RowCounts[]): boolean {
  if (loads.length === 0) return true;
  return loads.some(({ inserted, updated, deleted }) => inserted + updated + deleted > 0);
}

/** The checks of a task that is not itself a check task: after its work, on the warehouse it names. */
async function evaluateChecks(
  request: TryRequest,
  context: TaskContext,
  options: ExecutorOptions,
): Promise<readonly CheckResult[]> {
  const { checks } = request.task;
  if (checks.length === 0) return [];
  const { operators, services } = options;
  const warehouse = await context.warehouse(warehouseOf(request.task, operators, services.defaultWarehouse));
  return await context.evaluateChecks(checks, warehouse);
}

/** A check that the time-out has ended says only that it was cancelled. */
function inTime(outcome: Outcome, request: TryRequest, limit: TimeLimit): Outcome {
  if (outcome.kind !== "failed" || !limit.timedOut()) return outcome;
  return { ...outcome, error: taskError(timedOut(request)) };
}

function timedOut({ task }: TryRequest): UserError {
  return new UserError({
    code: "task-timeout",
    message: `${task.id} ran longer than its executionTimeout of ${formatDuration(task.executionTimeoutMs ?? 0)}.`,
    next: "Raise executionTimeout, or see in the log what took so long.",
    position: task.position,
    retryable: true,
  });
}

/** What a try failed with, as the history keeps it. A defect's stack goes into the log only. */
function errorOf(error: unknown, request: TryRequest, limit: TimeLimit, log: TaskLog): TaskError {
  // Whatever else happened: another try could load what this one may have committed.
  if (error instanceof UserError && error.code === "commit-unknown") return taskError(error);
  if (request.signal.aborted)
    return { code: "cancelled", message: "The try was cancelled.", retryable: false };
  if (limit.timedOut()) return taskError(timedOut(request));
  if (error instanceof UserError) return taskError(error);
  const message = error instanceof Error ? error.message : String(error);
  log.write(error instanceof Error ? (error.stack ?? message) : message);
  return {
    code: "internal-error",
    message: `Millrace itself failed: ${message}`,
    next: "The task's log has the details; please report it.",
    retryable: true,
  };
}

function taskError(error: UserError): TaskError {
  const { code, message, retryable, next, position } = error;
  return { code, message, retryable, ...(next && { next }), ...(position && { position }) };
}

function describe(outcome: Outcome): string {
  switch (outcome.kind) {
    case "success":
      return ["success", outcome.note].filter(Boolean).join(": ");
    case "skipped":
      return `skipped: ${outcome.reason}`;
    case "waiting":
      return `waiting until ${new Date(outcome.until).toISOString()}: ${outcome.note}`;
    case "failed":
      return [`failed: ${outcome.error.message}`, outcome.error.next].filter(Boolean).join("\n");
    default:
      return assertNever(outcome);
  }
}
