import assert from "node:assert/strict";
import { test } from "node:test";
import { definitionAt } from "../../../extension/commands/ask/definition-at.ts";
import type { DagSpec } from "../../../protocol/dag.ts";

const at = (line: number, file = "a.dag.ts") => ({ file, line, column: 1 });

const DAGS = [
  {
    id: "first",
    position: at(5),
    tasks: [
      { id: "load", position: at(8) },
      { id: "one", position: at(12) },
      { id: "two", position: at(12) },
      { id: "elsewhere", position: at(9, "shared.ts") },
    ],
  },
  { id: "second", position: at(20), tasks: [] },
] as unknown as readonly DagSpec[];

const CASES: readonly (readonly [line: number, found: object, why: string])[] = [
  [1, {}, "above every DAG"],
  [5, { dagId: "first" }, "on the DAG's own line"],
  [8, { dagId: "first", taskId: "load" }, "on a task's line"],
  [11, { dagId: "first", taskId: "load" }, "inside the task's call"],
  [13, { dagId: "first" }, "where a loop makes several tasks"],
  [20, { dagId: "second" }, "on the next DAG"],
  [99, { dagId: "second" }, "below all"],
];

for (const [line, found, why] of CASES)
  test(`line ${line}: ${why}`, () => assert.deepEqual(definitionAt(DAGS, line), found));
