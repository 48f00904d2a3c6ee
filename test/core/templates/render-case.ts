import assert from "node:assert/strict";
import type { JsonObject } from "../../../protocol/json.ts";
import { UserError } from "../../../protocol/user-error.ts";
import { renderTemplate } from "../../../runner/core/templates/render.ts";
import { type TemplateVariables, templateVariables } from "../../../runner/core/templates/variables.ts";

const PARAMS: JsonObject = {
  n: 3,
  ratio: 1.5,
  text: "it's",
  list: [1, 2],
  map: { x: 1 },
  yes: true,
  nothing: null,
};

export function variables(start = "2018-11-01T00:00:00.000Z", params = PARAMS): TemplateVariables {
  return templateVariables({
    dagId: "sparkify",
    taskId: "staging.events",
    runId: "backfill__2018-11-01",
    kind: "backfill",
    tryNumber: 2,
    interval: { start, end: new Date(Date.parse(start) + 86_400_000).toISOString() },
    params,
  });
}

export type RenderCase = readonly [source: string, expected: string];

export function checkRenders(cases: readonly RenderCase[], names = variables()): void {
  for (const [source, expected] of cases) {
    assert.equal(renderTemplate(source, names, { what: "sql" }), expected, source);
  }
}

/** The error of a template that is one parameter's text; message and next step on one line. */
export function errorOf(source: string, names = variables()): string {
  try {
    renderTemplate(source, names, { what: "sql" });
  } catch (error) {
    assert.ok(error instanceof UserError, `${source}: ${error instanceof Error ? error.stack : error}`);
    assert.equal(error.code, "template-error");
    assert.equal(error.retryable, false);
    return error.next === undefined ? error.message : `${error.message} ${error.next}`;
  }
  return assert.fail(`rendered: ${source}`);
}
