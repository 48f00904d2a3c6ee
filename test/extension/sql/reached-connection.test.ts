import assert from "node:assert/strict";
import { test } from "node:test";
import { namesOf } from "../../../extension/sql/reached-connection.ts";
import type { ConnectionView } from "../../../protocol/rpc/connections.ts";

function connection(name: string, standsFor: readonly string[]): ConnectionView {
  const reachedBy = standsFor[0] ?? name;
  return { name, type: "embedded", kind: "warehouse", place: "", readOnly: false, standsFor, reachedBy };
}

const CASES: readonly (readonly [string, readonly ConnectionView[], readonly (readonly string[])[]])[] = [
  [
    "names stand for themselves",
    [connection("warehouse", []), connection("second", [])],
    [["warehouse"], ["second"]],
  ],
  [
    "a name that stands for another one is not offered for its own",
    [connection("warehouse", []), connection("second", ["warehouse"])],
    [[], ["warehouse", "second"]],
  ],
  [
    "a name that stands for its own is offered once",
    [connection("warehouse", ["warehouse"])],
    [["warehouse"]],
  ],
];

for (const [what, all, names] of CASES) {
  test(what, () => {
    assert.deepEqual(
      all.map((one) => namesOf(one, all)),
      names,
    );
  });
}
