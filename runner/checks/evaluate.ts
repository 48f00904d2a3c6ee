import { type ZodError, z } from "zod";
import type { CheckSpec } from "../../protocol/dag.ts";
import type { CheckResult } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Check, CheckContext, Finding, Probe, ScanProbe } from "./check.ts";
import { errorResult, type FailingRowsFound, foundResult } from "./check-result.ts";
import { locateCondition } from "./condition.ts";
import { firstRows, keepFailingRows, limitFailingRows } from "./failing-rows.ts";
import { scanTable } from "./scan.ts";
import { scanStatement } from "./scan-statement.ts";
import { outcomeOf } from "./severity.ts";

/** A check of any kind; its own schema stands between the parameters and their type. */
export interface AnyCheck extends Omit<Check<never>, "params"> {
  readonly params: z.ZodType;
}

/** The known kinds of checks. */
export type CheckRegistry = ReadonlyMap<string, AnyCheck>;

export interface EvaluateOptions {
  readonly signal?: AbortSignal;
  /** Told each result as soon as it is known, not in the checks' order. */
  readonly onResult?: (result: CheckResult) => void;
}

/** A check with what it asks, or with why it cannot ask. */
interface Prepared {
  readonly check: CheckSpec;
  readonly context: CheckContext;
  readonly probe: Probe | UserError;
}

interface PreparedScan extends Prepared {
  readonly probe: ScanProbe;
}

/**
 * Evaluates checks against one warehouse; the results are in the checks' order. Those that scan the same table
 * share a statement, so all contexts must look names up alike. What keeps a check from being evaluated (a wrong
 * column, a lost connection) is its outcome `error` with its message; only defects and cancellation are thrown.
 */
export async function evaluateChecks(
  checks: readonly CheckSpec[],
  registry: CheckRegistry,
  contextOf: (check: CheckSpec) => CheckContext,
  { signal, onResult }: EvaluateOptions = {},
): Promise<readonly CheckResult[]> {
  const all: Prepared[] = [];
  for (const check of checks) {
    signal?.throwIfAborted();
    all.push(await prepare(check, registry, contextOf(check)));
  }
  const results = new Map<Prepared, CheckResult>();
  for (const one of all) {
    if (results.has(one)) continue;
    signal?.throwIfAborted();
    for await (const [prepared, result] of evaluateWithOthers(one, all)) {
      results.set(prepared, result);
      onResult?.(result);
    }
  }
  return all.map((prepared) => results.get(prepared) as CheckResult);
}

async function prepare(check: CheckSpec, registry: CheckRegistry, context: CheckContext): Promise<Prepared> {
  try {
    const known = registry.get(check.kind);
    if (known === undefined) throw unknownKind(check, registry);
    const params = known.params.safeParse(check.params);
    if (!params.success) throw badParams(check, params.error);
    return { check, context, probe: await known.prepare(params.data as never, context) };
  } catch (error) {
    return { check, context, probe: anError(error) };
  }
}

/** The check's result, and those of all others that scan its table. */
async function* evaluateWithOthers(
  one: Prepared,
  all: readonly Prepared[],
): AsyncGenerator<readonly [Prepared, CheckResult]> {
  const { check, context, probe } = one;
  if (probe instanceof UserError) yield [one, errorResult(check, probe)];
  else if (probe.form === "query") yield [one, await conclude(one, probe, probe.sql, () => probe.look())];
  else {
    const scans = all.filter(isScan).filter((other) => other.probe.table === probe.table);
    yield* evaluateScans(scans, context);
  }
}

async function* evaluateScans(
  scans: readonly PreparedScan[],
  context: CheckContext,
): AsyncGenerator<readonly [Prepared, CheckResult]> {
  const probes = scans.map(({ probe }) => probe);
  const answers = await scanTable(probes, (sql) => context.query(sql));
  for (const scan of scans) {
    const { check, probe } = scan;
    const result = await conclude(scan, probe, scanStatement([probe]).sql, async () => {
      const answer = answers.get(probe);
      if (answer === undefined) throw new Error(`Nothing was asked for ${check.name}.`);
      if ("error" in answer) throw answer.error;
      return probe.judge(answer.values);
    });
    yield [scan, result];
  }
}

function isScan(prepared: Prepared): prepared is PreparedScan {
  return !(prepared.probe instanceof UserError) && prepared.probe.form === "scan";
}

async function conclude(
  { check, context }: Prepared,
  probe: Probe,
  sql: string,
  look: () => Promise<Finding>,
): Promise<CheckResult> {
  try {
    const finding = await look();
    const outcome = outcomeOf(finding, check);
    if (finding.error !== undefined && outcome !== "skipped") throw finding.error;
    const isBroken = outcome === "fail" || outcome === "warn";
    const failing = isBroken && check.keepRows > 0 ? await failingRows(check, context, probe, finding) : {};
    return foundResult(check, outcome, finding, sql, failing);
  } catch (error) {
    return { ...errorResult(check, anError(error)), sql };
  }
}

/** They explain an outcome, and never change it. */
async function failingRows(
  { keepRows }: CheckSpec,
  context: CheckContext,
  probe: Probe,
  finding: Finding,
): Promise<FailingRowsFound> {
  if (finding.failing !== undefined) return { failing: limitFailingRows(finding.failing, keepRows) };
  if (probe.failingRows === undefined) return {};
  try {
    return {
      failing: keepFailingRows(await context.query(firstRows(probe.failingRows, keepRows)), keepRows),
    };
  } catch (error) {
    return { failure: locateCondition(anError(error), "", undefined) };
  }
}

/** Throws what is no answer about the check: defects, and the end that somebody has put to the work. */
function anError(error: unknown): UserError {
  if (error instanceof UserError && error.code !== "cancelled") return error;
  throw error;
}

function unknownKind(check: CheckSpec, registry: CheckRegistry): UserError {
  return new UserError({
    code: "unknown-check",
    message: `There is no check of the kind "${check.kind}".`,
    next: `Known kinds are ${[...registry.keys()].join(", ")}.`,
    position: check.position,
  });
}

function badParams(check: CheckSpec, error: ZodError): UserError {
  return new UserError({
    code: "bad-check-params",
    message: `The parameters of the check ${check.name} are wrong: ${z.prettifyError(error).replaceAll("\n", " ")}.`,
    position: check.position,
  });
}
