import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTemplate, templateNames } from "../../../runner/core/templates/check-template.ts";

const PLACE = { file: "dags/sql/a.sql", what: "sql" };

test("a template that can only fail is a problem, with its place", () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ["{{ dss }}", 'sql: There is no name "dss". Did you mean "ds"?', 4],
    ["{{ ds }} {{ dss.x }}", 'sql: There is no name "dss". Did you mean "ds"?', 13],
    ["{{ logical_date.strftim('%Y') }}", 'sql: logical_date has no "strftim". Did you mean "strftime"?', 17],
    ["{{ params.dya }}", 'sql: params has no "dya". Did you mean "day"?', 11],
    ["{{ dag_run.conf.dya }}", 'sql: dag_run.conf has no "dya". Did you mean "day"?', 17],
    ["{{ ds|uper }}", 'sql: There is no filter "uper". Did you mean "upper"?', 7],
    ["{% if false %}{{ dss }}{% endif %}", 'sql: There is no name "dss". Did you mean "ds"?', 18],
    ["{% for x in dss %}{% endfor %}", 'sql: There is no name "dss". Did you mean "ds"?', 13],
    ["{{ macros.ds_ad(ds, 1) }}", 'sql: macros has no "ds_ad". Did you mean "ds_add"?', 11],
    ["{{ ti.xcom_pull('a') }}", 'sql: ti has no "xcom_pull".', 7],
    ["{{ 'a }}", "sql: The string is not closed.", 4],
  ];
  for (const [source, message, column] of cases) {
    const problem = checkTemplate(source, PLACE, { day: "x" });
    assert.ok(problem, source);
    assert.equal(problem.severity, "error");
    assert.equal(problem.code, "template-error");
    assert.equal(problem.message, message);
    assert.deepEqual(problem.position, { file: "dags/sql/a.sql", line: 1, column });
  }
});

test("a template that can work is none", () => {
  const sources = [
    "SELECT 1",
    "{{ ds }} {{ params.day }} {{ params.day.anything }} {{ dag_run.conf.day }}",
    "{% for x in [1] %}{{ x }}{{ loop.index }}{% endfor %}",
    "{% set y = 1 %}{{ y.z }}{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1) }}",
    "{{ missing|default(1) }} {{ missing is defined }}",
    "{% if missing is defined %}{{ missing }}{% endif %}",
    "{{ missing if missing is defined else 1 }}",
    "{{ macros.ds_add(ds, 1) }} {{ range(3)|list }}",
  ];
  for (const source of sources) assert.equal(checkTemplate(source, PLACE, { day: "x" }), undefined, source);
});

test("without the DAG's params any param passes", () => {
  assert.equal(checkTemplate("{{ params.anything.at.all }} {{ dag_run.conf.x }}", PLACE), undefined);
});

test("without a file the message tells the column and there is no position", () => {
  const problem = checkTemplate("{{ dss }}", { what: "from" });
  assert.match(problem?.message ?? "", /^from, column 4: /);
  assert.equal(problem?.position, undefined);
});

test("templateNames are those that come from outside", () => {
  const source =
    "{% set a = ds %}{{ a }} {{ params.x ~ macros.ds_add(ts, 1) }} {{ range(2) }} {{ zz|default(1) }}";
  assert.deepEqual(templateNames(source), ["ds", "params", "macros", "ts"]);
});
