import type { JsonObject } from "../../../protocol/json.ts";
import type { Problem } from "../../../protocol/problem.ts";
import { attributeOf } from "./attributes.ts";
import { FILTERS, TESTS } from "./filters.ts";
import { FUNCTIONS } from "./functions.ts";
import { missingAttribute, missingName } from "./missing.ts";
import { parseTemplate } from "./parse-template.ts";
import { freeReferences, type Reference, templateParts } from "./references.ts";
import { hasTemplate, type TemplatePlace, templateError } from "./render.ts";
import { missingError, TemplateError } from "./template-error.ts";
import { unknownFilter, unknownTest } from "./unknown-filter.ts";
import type { Value } from "./value.ts";
import { templateVariables } from "./variables.ts";

/**
 * What is wrong with a template before any run exists: its syntax, and names, attributes, filters and tests that
 * there are not. `params` are the DAG's defaults; without them any name after `params.` passes.
 */
export function checkTemplate(
  source: string,
  place: TemplatePlace,
  params?: JsonObject,
): Problem | undefined {
  if (!hasTemplate(source)) return undefined;
  try {
    findProblem(source, params);
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { code, message, next, position } = templateError(error, source, place);
    return {
      severity: "error",
      code,
      message,
      ...(next === undefined ? {} : { next }),
      ...(position === undefined ? {} : { position }),
    };
  }
}

/** The names that a template takes from outside; throws a TemplateError if it cannot be read. */
export function templateNames(source: string): readonly string[] {
  const names = freeReferences(parseTemplate(source)).map((reference) => reference.root.name);
  return [...new Set(names)].filter((name) => !FUNCTIONS.has(name));
}

/** Stands for the names of a real run, whose values differ but whose shape does not. */
function sampleVariables(params: JsonObject): ReadonlyMap<string, Value> {
  const sample = templateVariables({
    dagId: "dag",
    taskId: "task",
    runId: "run",
    kind: "manual",
    tryNumber: 1,
    interval: { start: "2018-11-01T00:00:00.000Z", end: "2018-11-02T00:00:00.000Z" },
    params,
  });
  return new Map([...FUNCTIONS, ...sample]);
}

/** Throws the first one in the order of the source. */
function findProblem(source: string, params: JsonObject | undefined): void {
  const statements = parseTemplate(source);
  const known = sampleVariables(params ?? {});
  const found: TemplateError[] = [];
  for (const part of templateParts(statements)) {
    if (part.kind === "filter" && !FILTERS.has(part.name)) found.push(unknownFilter(part.name, part.offset));
    if (part.kind === "test" && !TESTS.has(part.name)) found.push(unknownTest(part.name, part.offset));
  }
  for (const reference of freeReferences(statements)) {
    const problem = referenceProblem(reference, known, params !== undefined);
    if (problem !== undefined) found.push(problem);
  }
  found.sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0));
  const [first] = found;
  if (first !== undefined) throw first;
}

function referenceProblem(
  { root, path }: Reference,
  known: ReadonlyMap<string, Value>,
  paramsAreKnown: boolean,
): TemplateError | undefined {
  let value = known.get(root.name);
  if (value === undefined) return missingError(missingName(root.name, root.offset, [...known.keys()]));
  const params = depthOfParams(root.name, path);
  for (const [depth, step] of path.entries()) {
    // What is inside a param's value is each run's own.
    if (params !== undefined && (depth > params || (depth === params && !paramsAreKnown))) return undefined;
    const next: Value | undefined = attributeOf(value, step.name);
    if (next === undefined) return missingError(missingAttribute(value, step.of, step.name, step.offset));
    value = next;
  }
  return undefined;
}

/** The step of the path that names a param, for `params.x` and `dag_run.conf.x`. */
function depthOfParams(root: string, path: Reference["path"]): number | undefined {
  if (root === "params") return 0;
  return root === "dag_run" && path[0]?.name === "conf" ? 1 : undefined;
}
