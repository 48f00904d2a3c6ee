import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { evaluateChecks } from "../../runner/checks/evaluate.ts";
import { textLiteral } from "../../runner/checks/literal.ts";
import { checkContext } from "../../runner/engine/check-context.ts";
import { checkSpec } from "../helpers/dag-specs.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";
import { CHECK_BY_KIND } from "./check-case.ts";

// Small worlds, so that rules are broken and kept about as often.
const text = fc.option(fc.constantFrom("", "a", "b", "it's", "\\", "ä"));
const number = fc.option(fc.integer({ min: -2, max: 2 }));
const rows = fc.array(fc.record({ n: number, s: text }), { maxLength: 6 });
const column = fc.constantFrom("n", "s", "N", "nowhere");
const where = fc.option(
  fc.constantFrom(
    "n > 0",
    "s <> 'a' -- all others",
    "n IS NULL OR s = 'b'",
    "false",
    "n",
    "1 / n > 0",
    "x = 1",
  ),
  { nil: undefined },
);
const params = fc.oneof(
  fc.record({ kind: fc.constant("rowCount"), min: fc.nat(4) }),
  fc.record({ kind: fc.constant("notNull"), columns: fc.uniqueArray(column, { minLength: 1 }) }),
  fc.record({
    kind: fc.constant("acceptedValues"),
    column,
    values: fc.array(fc.oneof(fc.constantFrom("a", "b", "it's", "\\"), fc.integer({ min: -1, max: 1 })), {
      minLength: 1,
    }),
  }),
  fc.record({ kind: fc.constant("range"), column, min: fc.integer({ min: -2, max: 1 }) }),
  fc.record({ kind: fc.constant("matches"), column, regex: fc.constantFrom("a", "^-?[0-9]$", "(", "\\\\") }),
);
const checks = fc.array(fc.tuple(params, where), { minLength: 1, maxLength: 12 });

test("checks that share a pass over their table find what each one finds alone", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.query("CREATE TABLE t (n int, s text)");
  const context = await checkContext(testTaskContext({ warehouse }), warehouse);
  const evaluate = (some: readonly CheckSpec[]) => evaluateChecks(some, CHECK_BY_KIND, () => context);
  await fc.assert(
    fc.asyncProperty(rows, checks, async (given, drawn) => {
      const inserts = given.map(
        ({ n, s }) => `INSERT INTO t VALUES (${n ?? "NULL"}, ${s === null ? "NULL" : textLiteral(s)})`,
      );
      await warehouse.script(["TRUNCATE t", ...inserts].join(";\n"));
      const specs = drawn.map(([{ kind, ...own }, condition], index) => {
        const all: JsonObject = {
          table: "t",
          ...own,
          ...(condition === undefined ? {} : { where: condition }),
        };
        return checkSpec(kind, all, { name: `c${index}` });
      });
      const alone = [];
      for (const spec of specs) alone.push(...(await evaluate([spec])));
      assert.deepEqual(await evaluate(specs), alone);
    }),
    { numRuns: 100 },
  );
});
