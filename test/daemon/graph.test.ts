import assert from "node:assert/strict";
import test from "node:test";
import { dagMermaid } from "../../protocol/rpc/runs.ts";
import { lastFirst, startDaemon } from "../helpers/daemon.ts";
import { gatedWorkspace } from "../helpers/gated-workspace.ts";

test("a DAG is given as Mermaid text", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const client = await startDaemon(t, workspace.path).attach();
  const { text } = await client.request(dagMermaid, { dagId: "gated", direction: "TD" });
  assert.match(text, /^flowchart TD\n {2}t0/);
  await assert.rejects(client.request(dagMermaid, { dagId: "gone", direction: "LR" }), /"gone"/);
});
