import { FILTERS, TESTS } from "../../runner/core/templates/filters.ts";
import { FUNCTIONS } from "../../runner/core/templates/functions.ts";
import { MACROS } from "../../runner/core/templates/macros.ts";
import { DELTA_ATTRIBUTES, momentAttributeNames } from "../../runner/core/templates/moment-attributes.ts";
import { dateTime } from "../../runner/core/templates/moment-text.ts";
import { renderTemplate } from "../../runner/core/templates/render.ts";
import { TEXT_METHOD_NAMES } from "../../runner/core/templates/text-methods.ts";
import { templateVariables } from "../../runner/core/templates/variables.ts";
import { code, codeList, markdownTable } from "./markdown.ts";

/** The run that the examples are rendered for. */
const EXAMPLE = templateVariables({
  dagId: "sparkify",
  taskId: "load_songplays",
  runId: "sparkify__backfill__2018-11-01T00:00:00+00:00",
  kind: "backfill",
  tryNumber: 1,
  interval: { start: "2018-11-01T00:00:00.000Z", end: "2018-11-02T00:00:00.000Z" },
  params: { limit: 10 },
});

/** Names that are better shown by something of them. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  dag: ["dag.dag_id"],
  dag_run: ["dag_run.run_id", "dag_run.run_type", "dag_run.conf.limit"],
  task: ["task.task_id"],
  ti: ["ti.try_number", "ti.task_id"],
  task_instance: ["task_instance.try_number"],
  params: ["params", "params.limit"],
  macros: [
    "macros.ds_add(ds, 7)",
    "macros.ds_format(ds, '%Y-%m-%d', '%Y/%m')",
    "data_interval_start - macros.timedelta(hours=6)",
    "macros.datetime(2018, 11, 1)",
  ],
  data_interval_start: [
    "data_interval_start",
    "data_interval_start.strftime('%Y/%m')",
    "data_interval_start.subtract(days=1) | ds",
  ],
};

/** The names, filters, tests and functions that templates see. */
export function templateBlocks(): ReadonlyMap<string, () => string> {
  return new Map([
    ["names", names],
    ["macros", () => codeList([...MACROS.attributes.keys()].map((name) => `macros.${name}`))],
    ["functions", () => codeList(FUNCTIONS.keys())],
    ["filters", () => codeList(FILTERS.keys())],
    ["tests", () => codeList(TESTS.keys())],
    ["datetimes", () => codeList(momentAttributeNames(dateTime(0)))],
    ["timedeltas", () => codeList(DELTA_ATTRIBUTES)],
    ["texts", () => codeList(TEXT_METHOD_NAMES)],
  ]);
}

function names(): string {
  const rows = [...EXAMPLE.keys()].flatMap((name) =>
    (SHOWN[name] ?? [name]).map((expression) => {
      const template = `{{ ${expression} }}`;
      return [code(template), code(renderTemplate(template, EXAMPLE, { what: "the example" }))];
    }),
  );
  return markdownTable(["template", "text"], rows);
}
