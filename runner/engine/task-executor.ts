import path from "node:path";
import type { TaskSpec } from "../../protocol/dag.ts";
import type { TaskError } from "../../protocol/event.ts";
import type { CheckResult, RowCounts } from "../../protocol/run.ts";
import { assertNever, UserError } from "../../protocol/user-error.ts";
import { formatDuration } from "../core/duration.ts";
import { templateVariables } from "../core/templates/variables.ts";
import type { TaskContext, TaskResult } from "../operators/operator.ts";
import type { AnyOperator } from "../operators/registry.ts";
import { userCodeOperator } from "../operators/run-task.ts";
import { taskLogFile } from "../task-log-file.ts";
import type { Executor, Outcome, TryRequest } from "./execute.ts";
import { dropRunSchema } from "./run-schema.ts";
import type { ContextServices } from "./task-context.ts";
import { createTaskContext } from "./task-context.ts";
import type { TaskLog } from "./task-log.ts";
import { openTaskLog } from "./task-log.ts";

export interface ExecutorOptions {
  readonly operators: ReadonlyMap<string, AnyOperator>;
  readonly services: ContextServices;
  /** The workspace's `.millrace` folder. */
  readonly stateFolder: string;
}

/** Carries out tries with the registered operators, on the workspace's connections. */
export function createTaskExecutor(options: ExecutorOptions): Executor {
  const { services } = options;
  return {
    async execute(request) {
      const log = openTaskLog(path.join(options.stateFolder, logFileOf(request)), services.now);
      const limit = limitTime(request.signal, request.task.executionTimeoutMs);
      try {
        log.write(
          `try ${request.tryNumber} of ${request.task.id} (${request.task.operator}) in ${request.run.id}`,
        );
        const outcome = await attempt(request, limit.signal, log, options);
        log.write(describe(outcome));
        return outcome;
      } catch (error) {
        const failed = failure(limit.timedOut() ? timedOut(request) : error);
        log.write(describe(failed));
        if (!(error instanceof UserError) && error instanceof Error) log.write(error.stack ?? error.message);
        return failed;
      } finally {
        limit.clear();
        log.close();
      }
    },
    async cleanUp(run) {
      const touched = [...services.runSchemas.keys(), ...services.searchPaths.keys()]
        .map((key) => key.split(" "))
        .filter(([, runId]) => runId === run.id);
      for (const name of new Set(touched.map(([warehouse = ""]) => warehouse))) {
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
  signal: AbortSignal,
  log: TaskLog,
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
  const context = createTaskContext(request, signal, log, variables, options.services);
  const result = await operator.execute(operator.params.parse(task.params) as never, context);
  return toOutcome(result, request, context, operator);
}

/** A name that is not registered is a custom operator of the DAG file, whose code the task carries. */
function operatorOf(task: TaskSpec, operators: ReadonlyMap<string, AnyOperator>): AnyOperator {
  const known = operators.get(task.operator);
  if (known !== undefined) return known;
  if (task.code === undefined) throw new Error(`No operator is registered under ${task.operator}.`);
  return userCodeOperator(task.operator, task.code.sqlParams ?? []);
}

async function toOutcome(
  result: TaskResult,
  request: TryRequest,
  context: TaskContext,
  operator: AnyOperator,
): Promise<Outcome> {
  switch (result.kind) {
    case "skipped":
    case "waiting":
      return result;
    case "failed": {
      const { code, message, next, retryable, loads = [], checks = [] } = result;
      return {
        kind: "failed",
        error: taskError({ code, message, retryable, ...(next && { next }) }),
        loads,
        checks,
      };
    }
    case "success": {
      const { loads = [], note } = result;
      const checks = result.checks ?? (await evaluateChecks(request, context, operator));
      const bad = checks.filter(({ outcome }) => outcome === "fail" || outcome === "error");
      if (bad.length > 0) return { kind: "failed", error: checksFailed(bad, loads), loads, checks };
      return { kind: "success", loads, checks, ...(note === undefined ? {} : { note }) };
    }
    default:
      return assertNever(result);
  }
}

/** The checks of a task that is not itself a check task: after its work, on the warehouse it names. */
async function evaluateChecks(
  request: TryRequest,
  context: TaskContext,
  operator: AnyOperator,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const param = operator.connectionParams.warehouse;
  const named = param === undefined ? undefined : request.task.params[param];
  for (const check of request.task.checks) {
    const warehouse = await context.warehouse(typeof named === "string" ? named : undefined);
    results.push(await context.evaluateCheck(check, warehouse));
  }
  return results;
}

function checksFailed(bad: readonly CheckResult[], loads: readonly RowCounts[]): TaskError {
  const shown = bad.map(({ name, message }) => `${name}: ${message}`).join("; ");
  const loaded = loads.some(({ inserted, updated }) => inserted + updated > 0);
  return {
    code: "checks-failed",
    message: `${bad.length === 1 ? "A check" : `${bad.length} checks`} failed. ${shown}`,
    // The rows are in the table already: a retry would load them again, or be refused.
    retryable: !loaded,
  };
}

function limitTime(
  outer: AbortSignal,
  milliseconds: number | undefined,
): { signal: AbortSignal; timedOut: () => boolean; clear: () => void } {
  if (milliseconds === undefined) return { signal: outer, timedOut: () => false, clear: () => {} };
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(), milliseconds);
  return {
    signal: AbortSignal.any([outer, own.signal]),
    timedOut: () => own.signal.aborted && !outer.aborted,
    clear: () => clearTimeout(timer),
  };
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

function failure(error: unknown): Extract<Outcome, { kind: "failed" }> {
  return { kind: "failed", error: toTaskError(error), loads: [], checks: [] };
}

function toTaskError(error: unknown): TaskError {
  if (error instanceof UserError) return taskError(error);
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "internal-error",
    message: `Millrace itself failed: ${message}`,
    next: "The task's log has the details; please report it.",
    retryable: true,
  };
}

function taskError(error: Pick<TaskError, "code" | "message" | "retryable"> & Partial<UserError>): TaskError {
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
