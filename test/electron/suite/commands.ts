import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import * as vscode from "vscode";
import { contributed, extension } from "./extension.ts";

interface Command {
  readonly command: string;
  readonly title: string;
}

export function commandsSuite(): void {
  describe("commands", () => {
    before(async () => {
      await extension().activate();
    });

    it("are registered, each that the manifest contributes", async () => {
      const registered = new Set(await vscode.commands.getCommands(true));
      const missing = contributed<Command[]>("commands").filter(({ command }) => !registered.has(command));
      assert.deepEqual(
        missing.map(({ command }) => command),
        [],
      );
    });

    it("of the extension are all contributed, or internal by name", async () => {
      const known = new Set(contributed<Command[]>("commands").map(({ command }) => command));
      const ours = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith("millrace."));
      // VS Code makes commands of its own for each view.
      const views = Object.values(contributed<Record<string, { id: string }[]>>("views")).flat();
      const ofViews = (id: string): boolean => views.some((view) => id.startsWith(`${view.id}.`));
      const unknown = ours.filter(
        (id) => !known.has(id) && !ofViews(id) && !id.startsWith("millrace.internal."),
      );
      assert.deepEqual(unknown, []);
    });
  });
}
