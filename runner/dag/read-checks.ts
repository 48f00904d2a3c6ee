import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { CHECK_OPTION_NAMES } from "./authoring/checks.ts";
import { checkConnection } from "./check-connection.ts";
import { checkTexts } from "./check-texts.ts";
import type { RawCheck } from "./raw.ts";
import { readCheckOptions } from "./read-check-options.ts";
import { readSeverity } from "./read-severity.ts";
import type { Reading } from "./reading.ts";
import type { CheckShape } from "./registries.ts";
import { schemaMistakes, valueAt } from "./schema-mistakes.ts";
import type { Positions } from "./source-positions.ts";
import type { Tell } from "./tell.ts";

/** Reads the checks of one task, telling what is wrong at each one's own place. */
export function readChecks(
  raws: readonly RawCheck[],
  taskId: string,
  runParams: JsonObject,
  positions: Positions,
  reading: Reading,
  tell: Tell,
): readonly CheckSpec[] {
  const names = new Map<string, number>();
  return raws.flatMap((raw, index) => {
    const position = positions(raw.frames);
    const tellHere: Tell = (code, message, next, elsewhere) =>
      tell(code, message, next, elsewhere ?? position);
    const spec = readCheck(raw, taskId, names, runParams, reading, tellHere);
    if (spec === undefined) return [];
    const before = names.get(spec.name);
    if (before !== undefined) {
      tellHere(
        "duplicate-check",
        `Checks ${before + 1} and ${index + 1} of task "${taskId}" are both called "${spec.name}".`,
        "Give one of them another name.",
      );
    }
    names.set(spec.name, before ?? index);
    return [{ ...spec, position }];
  });
}

function readCheck(
  { kind, options, params }: RawCheck,
  taskId: string,
  taken: ReadonlyMap<string, unknown>,
  runParams: JsonObject,
  reading: Reading,
  tell: Tell,
): Omit<CheckSpec, "position"> | undefined {
  const check = reading.registries.checks.find((known) => known.kind === kind);
  if (check === undefined) {
    tell("unknown-check", `There is no check "${kind}".`);
    return undefined;
  }
  const of = ` of ${kind} in task "${taskId}"`;
  const parsed = readParams(check, params, of, tell);
  const own = readCheckOptions(options, of, tell);
  // What thresholds count can depend on the parameters: wrong ones are not judged by it.
  const counts = parsed === undefined ? "row" : check.counts(parsed as never);
  const severity = readSeverity(options["severity"], { of, kind, counts }, tell);
  checkTexts({ params, of, sqlParams: check.sqlParams, fileParams: [], runParams }, reading, tell);
  for (const param of check.connectionParams ?? []) {
    const name = valueAt(params, param.split("."));
    if (typeof name === "string") checkConnection(name, "warehouse", `"${param}"${of}`, reading.config, tell);
  }
  if (parsed === undefined || own === undefined || severity === undefined) return undefined;
  const name = own.name ?? defaultName(check, parsed as JsonObject, taken);
  return { kind, ...own, name, params, severity, tables: check.tables(parsed as never) };
}

/** Without the condition, which would be most of it, unless another check of the task has that name. */
function defaultName(check: CheckShape, params: JsonObject, taken: ReadonlyMap<string, unknown>): string {
  const { where: _, ...rest } = params;
  const short = check.defaultName(rest as never);
  return taken.has(short) ? check.defaultName(params as never) : short;
}

function readParams(check: CheckShape, params: JsonObject, of: string, tell: Tell): unknown {
  const subject = { of, noun: "parameter", owner: check.kind, otherNames: CHECK_OPTION_NAMES };
  const mistakes = schemaMistakes(check.params, params, subject);
  for (const { code, message, next } of mistakes) tell(code, message, next);
  return mistakes.length > 0 ? undefined : check.params.parse(params);
}
