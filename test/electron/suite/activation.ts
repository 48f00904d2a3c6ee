import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { until } from "../../vscode/until.ts";
import { extension } from "./extension.ts";

export function activationSuite(): void {
  describe("activation", () => {
    it("happens by itself in a folder with a DAG file", async () => {
      await until("the extension is active", () => extension().isActive);
    });

    it("does not happen for every folder", () => {
      const { activationEvents } = extension().packageJSON as { activationEvents: string[] };
      assert.ok(!activationEvents.includes("*"));
      assert.ok(!activationEvents.includes("onStartupFinished"));
    });
  });
}
