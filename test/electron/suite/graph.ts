import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { until } from "../../vscode/until.ts";
import { readyModel } from "./millrace-api.ts";

/** The panels of graphs. What is in them is looked at in a browser. */
export function graphSuite(): void {
  describe("Open Graph", () => {
    it("opens one panel for each DAG, and comes back to it", async () => {
      await readyModel();
      const open = (dagId: string, more: object = {}): Thenable<unknown> =>
        vscode.commands.executeCommand("millrace.openGraph", { dagId, ...more });
      assert.equal(await open("orders"), "orders");
      assert.equal(await open("gated"), "gated");
      await until("both panels are there", () => labels().length === 2 || undefined);
      await open("orders", { taskId: "load" });
      assert.deepEqual(labels().toSorted(), ["Graph: gated", "Graph: orders"]);
      await until("the first is in front", () => active() === "Graph: orders" || undefined);
      await vscode.window.tabGroups.close(graphTabs());
      assert.deepEqual(labels(), []);
    });
  });
}

function graphTabs(): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(
    ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith("millrace.graph"),
  );
}

function labels(): readonly string[] {
  return graphTabs().map(({ label }) => label);
}

function active(): string | undefined {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.label;
}
