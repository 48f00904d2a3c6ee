import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { errorOf, testSecrets } from "./workspace.ts";

describe("secrets that the editor keeps", () => {
  test("are asked for by name each time, so that a new one counts at once", async (t) => {
    const kept = ["first-secret", "second-secret"];
    const asked: string[] = [];
    const askEditor = async (name: string): Promise<string | undefined> => {
      asked.push(name);
      return kept.shift();
    };
    const { secrets, redactor } = await testSecrets(t, {}, { askEditor });
    assert.equal(await secrets.get({ editor: "warehouse" }), "first-secret");
    assert.equal(await secrets.get({ editor: "warehouse" }), "second-secret");
    assert.deepEqual(asked, ["warehouse", "warehouse"]);
    assert.equal(redactor.redact("first-secret second-secret"), "*** ***");
    assert.equal(
      await errorOf(secrets.get({ editor: "warehouse" })),
      'secret-missing: The editor keeps no secret "warehouse" for this workspace. | Run `Millrace: Set Secret…` in the editor.',
    );
  });

  test("without an editor the error says where they can come from", async (t) => {
    const { secrets } = await testSecrets(t);
    assert.equal(
      await errorOf(secrets.get({ editor: "warehouse" })),
      'no-editor: The secret "warehouse" is kept by the editor, and no editor has this workspace open. | Open the workspace in VS Code and try again: the command line gets it from there. Where there is no editor, name an environment variable instead ({ "env": "…" }), or a command.',
    );
  });
});
