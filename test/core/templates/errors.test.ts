import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../protocol/user-error.ts";
import { renderTemplate } from "../../../runner/core/templates/render.ts";
import { errorOf, variables } from "./render-case.ts";

test("unknown names are told with their place, the nearest name and what there is", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      "{{ dss }}",
      /^sql, column 4: There is no name "dss"\. Did you mean "ds"\? Names that exist: dag, dag_run, /,
    ],
    [
      "SELECT '{{ ds }}',\n  '{{ data_interval_strat }}'",
      /^sql, line 2, column 7: .*Did you mean "data_interval_start"\?/,
    ],
    ["{{ params.m }}", /^sql, column 11: params has no "m"\. It has list, map, n, /],
    ["{{ params['m'] }}", /params has no "m"/],
    ["{{ dag.dagid }}", /dag has no "dagid"\. Did you mean "dag_id"\?/],
    [
      "{{ data_interval_start.strftim('%Y') }}",
      /^sql, column 24: data_interval_start has no "strftim"\. Did you mean "strftime"\?/,
    ],
    ["{{ params.map.y }}", /params\.map has no "y"/],
    ["{% if missing %}{% endif %}", /^sql, column 7: There is no name "missing"/],
    ["{% for x in missing %}{% endfor %}", /^sql, column 13: There is no name "missing"/],
    ["{{ missing ~ 'a' }}", /no name "missing"/],
    ["{{ not missing }}", /no name "missing"/],
    ["{{ 1 in missing }}", /no name "missing"/],
    ["{{ missing.x|default(1) }}", /no name "missing"/],
    ["{{ [missing] }}", /no name "missing"/],
    ["{% set y = missing %}", /no name "missing"/],
    ["{{ macros.ds_add(missing, 1) }}", /^sql, column 18: There is no name "missing"/],
    ["{% for x in [1] %}{% set y = 2 %}{% endfor %}{{ y }}", /no name "y"/],
    ["{{ x|uper }}", /^sql, column 6: There is no filter "uper"\. Did you mean "upper"\?/],
    ["{{ 1 is ood }}", /There is no test "ood"\. Did you mean "odd"\?/],
  ];
  for (const [source, expected] of cases) assert.match(errorOf(source), expected, source);
});

test("what Airflow has and Millrace has not says what to do instead", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["{{ var.value.x }}", /Variables are not supported: declare a param/],
    ["{{ conn.pg.host }}", /Connections are not available/],
    ["{{ execution_date }}", /Use logical_date/],
    ["{{ yesterday_ds }}", /macros\.ds_add\(ds, -1\)/],
    ["{{ ti.xcom_pull(task_ids='a') }}", /XCom is not supported/],
    ["{% include 'a.sql' %}", /\{% include %\} is not supported/],
  ];
  for (const [source, expected] of cases) assert.match(errorOf(source), expected, source);
});

test("syntax errors have their place", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["a\n{{ ds", /^sql, line 2, column 1: "\{\{" is not closed\. End it with }}\.$/],
    ["{% if true", /"\{%" is not closed/],
    ["{# a", /comment is not closed/],
    ["{% raw %}x", /raw block is not closed/],
    ["{{ }}", /^sql, column 4: Expected a value, but found the end/],
    ["{{ foo bar }}", /^sql, column 8: Expected "}}", but found "bar"/],
    ["{{ 1 + }}", /Expected a value/],
    ["{{ (1 }}", /^sql, column 4: "\(" is not closed/],
    ["{{ [1, }}", /^sql, column 4: "\[" is not closed/],
    ["{{ 1) }}", /"\)" closes nothing/],
    ["{{ 'a }}", /^sql, column 4: The string is not closed/],
    ["{{ a.|upper }}", /Expected a name after the dot/],
    ["{{ a ? b }}", /^sql, column 6: "\?" does not belong in an expression/],
    ["{% endif %}", /\{% endif %\} does not belong here: no block is open/],
    ["{% for x in [] %}{% endif %}{% endfor %}", /the open block is \{% for %\}/],
    ["x{% if true %}", /^sql, column 2: \{% if %\} is not closed\. End it with \{% endif %\}/],
    ["{% fro x in y %}", /no statement \{% fro %\}\. Did you mean "for"\?/],
    ["{% for in x %}{% endfor %}", /Expected "in"/],
    ["{{ f(a=1, 2) }}", /without a name follows/],
    ["{{ 1 | }}", /Expected the name of a filter/],
  ];
  for (const [source, expected] of cases) assert.match(errorOf(source), expected, source);
});

test("wrong types say which", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["{{ 'a' + 1 }}", /^sql, column 8: "\+" does not work between a string \('a'\) and an integer\. Use "~"/],
    ["{{ 1 < 'a' }}", /"<" does not work/],
    ["{{ 1 / 0 }}", /Division by zero/],
    ["{{ 1 % 0 }}", /Division by zero/],
    ["{{ [1,2][5] }}", /a list has no "5"/],
    ["{{ ds() }}", /ds is a string and cannot be called/],
    ["{{ ds|ds }}", /"ds" is for datetimes, not a string/],
    ["{{ 5|join }}", /"join" is for a list, not an integer/],
    ["{{ 'x'.upper(1) }}{{ 'x'.split(1) }}", /split needs a string for "sep", but it is an integer/],
    ["{% for a, b in [[1]] %}{% endfor %}", /a, b needs 2 values, but it got 1 values/],
    ["{% macro m(a) %}{% endmacro %}{{ m() }}", /m needs the argument "a"/],
    ["{% set ds.x = 1 %}", /"ds\.x" cannot be set/],
    ["{{ (-8) ** 0.5 }}", /not a number/],
  ];
  for (const [source, expected] of cases) assert.match(errorOf(source), expected, source);
});

test("a file's error has a position", () => {
  assert.throws(
    () =>
      renderTemplate("SELECT 1\nWHERE day = '{{ dds }}'", variables(), {
        file: "dags/sql/a.sql",
        what: "sql",
      }),
    (error) => {
      assert.ok(error instanceof UserError);
      assert.deepEqual(error.position, { file: "dags/sql/a.sql", line: 2, column: 17 });
      assert.equal(error.message, 'sql: There is no name "dds". Did you mean "ds"?');
      return true;
    },
  );
});

test("nothing of JavaScript can be reached", () => {
  for (const name of [
    "constructor",
    "__proto__",
    "prototype",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "__class__",
    "__init__",
  ]) {
    for (const owner of [
      "''",
      "[]",
      "{}",
      "1",
      "params",
      "dag",
      "ti",
      "macros",
      "macros.datetime",
      "logical_date",
      "logical_date.add",
      "ds",
      "range",
      "macros.timedelta(days=1)",
    ]) {
      assert.match(errorOf(`{{ ${owner}.${name} }}`), /has no "/, `${owner}.${name}`);
      assert.match(errorOf(`{{ (${owner})['${name}'] }}`), /has no "/, `${owner}['${name}']`);
    }
    assert.match(errorOf(`{{ ${name} }}`), /There is no name/);
    assert.match(errorOf(`{{ 1|${name} }}`), /There is no filter/);
    assert.match(errorOf(`{{ 1 is ${name} }}`), /There is no test/);
  }
  assert.equal(
    renderTemplate("{% macro m(__proto__=1) %}{{ __proto__ }}{% endmacro %}{{ m() }}", variables(), {
      what: "sql",
    }),
    "1",
  );
});

test("what would never end is stopped", () => {
  const cases = [
    "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
    "{% for i in range(100000000000) %}x{% endfor %}",
    "{{ 'x' * 100000000000 }}",
    "{{ [1] * 100000000000 }}",
    "{{ 9 ** 9 ** 9 ** 9 ** 9 }}",
    "{{ 2 ** 1000000 }}",
    "{% macro m(a) %}{{ m(a) }}{% endmacro %}{{ m(1) }}",
    "{% set ns = namespace(s='xxxxxxxxxx') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
    "{% set ns = namespace(l=[]) %}{% for i in range(100) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
    "{% set ns = namespace(a=[], b=[]) %}{% for i in range(100) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ ns.a == ns.b }}",
    "{{ 'a'|center(100000000000) }}",
    "{{ 'a'.zfill(1) }}{{ 'a'.ljust(100000000000) }}",
    "{{ '%99999999999d' % 1 }}",
    "{{ 'a'|indent(100000000000) }}",
    "{% set s = 'a' * 1000000 %}{{ s|replace('a', s) }}",
    `{{ ${"(".repeat(5000)}1${")".repeat(5000)} }}`,
    `{{ ${"-".repeat(5000)}1 }}`,
    `{{ ${"not ".repeat(5000)}1 }}`,
    `{{ 1${" + 1".repeat(5000)} }}`,
    `{{ ds${"|string".repeat(5000)} }}`,
    `{{ ds${".x".repeat(5000)} }}`,
    `{{ ${"1 if 1 else ".repeat(5000)}1 }}`,
    `${"{% if 1 %}".repeat(5000)}${"{% endif %}".repeat(5000)}`,
  ];
  for (const source of cases) {
    assert.match(errorOf(source), /too (much|deeply|long|large)|more than|nest/, source.slice(0, 80));
  }
});

test("any text either renders or is refused with a reason", () => {
  const pieces =
    "{{ }} {% %} {# #} {%- -%} if endif for in endfor set endset else raw endraw ds params . | ( ) [ ] { } , : = == + - * ** ~ // % ' \" 1 2.5 'a' upper is not defined default x macro endmacro \n".split(
      " ",
    );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 25 }), (words) => {
      const source = words.join(" ");
      try {
        renderTemplate(source, variables(), { what: "sql" });
      } catch (error) {
        assert.ok(error instanceof UserError, String(error instanceof Error ? error.stack : error));
      }
    }),
    { numRuns: 3000 },
  );
});

test("a param's text is printed as it is, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const names = variables(undefined, { text });
      assert.equal(renderTemplate("<{{ params.text }}>", names, { what: "sql" }), `<${text}>`);
    }),
  );
});
