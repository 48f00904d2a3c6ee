import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { dagIdMistake, dagTemplate } from "../../../extension/commands/work/dag-template.ts";
import { copyWorkspace, openTestSession } from "../../helpers/workspace.ts";

test("ids that the loader takes are taken, others are told", () => {
  for (const id of ["orders", "a.b-c_1", "_x", "1st"]) assert.equal(dagIdMistake(id, []), undefined, id);
  for (const id of ["", ".a", "a b", "a/b", "ä", "$(x)"])
    assert.notEqual(dagIdMistake(id, []), undefined, id);
  assert.equal(dagIdMistake("orders", ["orders"]), "There is a DAG orders already.");
});

test("texts are quoted as TypeScript", () => {
  const text = dagTemplate({ id: 'a"b', schedule: null, startDate: "2026-01-01" });
  assert.match(text, /id: "a\\"b",\n {4}schedule: null,/);
});

test("the DAG that it makes runs as it is", async (t) => {
  const workspace = await copyWorkspace(t, "samples/empty");
  const text = dagTemplate({ id: "orders", schedule: "@daily", startDate: "2026-01-01" });
  await writeFile(path.join(workspace, "orders.dag.ts"), text);
  const session = openTestSession(t, workspace);
  assert.deepEqual((await session.project()).problems, []);
  const order = { kind: "run", dagId: "orders", date: "2026-01-01", params: {} } as const;
  const { runs } = await session.execute(order, { onEvents: () => {}, signal: AbortSignal.timeout(60_000) });
  assert.deepEqual(
    runs.map(({ state }) => state),
    ["success"],
  );
});
