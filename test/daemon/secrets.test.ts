import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, type TestContext, test } from "node:test";
import { secretForCommandLine } from "../../protocol/rpc/secrets.ts";
import { UserError } from "../../protocol/user-error.ts";
import { askDaemonForSecret } from "../../runner/daemon/ask-for-secret.ts";
import type { Client } from "../../runner/daemon/client.ts";
import { attach } from "../../runner/daemon/client.ts";
import type { Peer } from "../../runner/daemon/connection.ts";
import { readDaemonFile } from "../../runner/daemon/daemon-file.ts";
import { editorSecrets } from "../../runner/daemon/editor-secrets.ts";
import { noEditor } from "../../runner/secrets/editor.ts";
import { createRedactor } from "../../runner/secrets/redactor.ts";
import { cli } from "../helpers/cli.ts";
import { lastFirst, startDaemon, VERSION } from "../helpers/daemon.ts";
import { copyWorkspace } from "../helpers/workspace.ts";

/** A client that answers as an editor does. */
async function fakeEditor(
  t: TestContext,
  workspace: string,
  secret: (name: string) => Promise<string | null>,
): Promise<Client> {
  const file = readDaemonFile(workspace);
  const client = file && (await attach(file, VERSION, { secret }));
  assert.ok(client);
  t.after(() => client.close());
  return client;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    (value) => assert.fail(`It gave ${JSON.stringify(value)}.`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserError, String(error));
  return error.code;
}

test("secrets that editors keep: the first that has it is believed", async (given) => {
  const t = lastFirst(given);
  const workspace = await copyWorkspace(t, "samples/empty");
  const daemon = startDaemon(t, workspace);
  const client = await daemon.attach();
  const get = (name: string): Promise<string | null> => client.request(secretForCommandLine, { name });
  const from = { workspace, version: VERSION };

  assert.equal(await codeOf(get("warehouse")), "no-editor");
  const asked: string[] = [];
  const first = await fakeEditor(t, workspace, async (name) => {
    asked.push(name);
    return name === "of the first" ? "first-secret" : null;
  });
  assert.equal(await get("of the first"), "first-secret");
  assert.equal(await get("of nobody"), null);
  assert.deepEqual(asked, ["of the first", "of nobody"]);

  // One that never answers keeps nobody waiting for one that does.
  await fakeEditor(t, workspace, () => new Promise(() => {}));
  assert.equal(await get("of the first"), "first-secret");
  await fakeEditor(t, workspace, async () => {
    throw new Error("The keyring is locked.");
  });
  assert.equal(await askDaemonForSecret(from, "of the first"), "first-secret");

  // A command line of another version asks nothing, and ends nothing.
  assert.equal(await askDaemonForSecret({ workspace, version: "0.0.1" }, "of the first"), undefined);
  first.close();
  await first.ended;
  assert.equal(readDaemonFile(workspace)?.pid, daemon.child.pid);
});

test("the command line gets a secret from the editor that has the workspace open", async (given) => {
  const t = lastFirst(given);
  const workspace = await copyWorkspace(t, "samples/empty");
  const connections = {
    warehouse: { type: "postgres", host: "127.0.0.1", port: 1, password: { editor: "pw" } },
  };
  await writeFile(path.join(workspace, "millrace.json"), JSON.stringify({ connections }));
  const secretsLine = async (): Promise<string> => {
    const { stdout } = await cli(["doctor"], { cwd: workspace });
    return stdout.split("\n").find((line) => /^\S+ +secrets /.test(line)) ?? stdout;
  };

  assert.match(
    await secretsLine(),
    /password of warehouse: The secret "pw" is kept by the editor, and no editor/,
  );
  const daemon = startDaemon(t, workspace);
  await daemon.attach();
  let kept: string | null = null;
  await fakeEditor(t, workspace, async () => kept);
  assert.match(
    await secretsLine(),
    /password of warehouse: The editor keeps no secret "pw" for this workspace/,
  );
  kept = "a-kept-secret";
  assert.match(await secretsLine(), /1 of 1 were found/);
});

describe("asking editors", () => {
  const peer = (answer: (signal: AbortSignal) => Promise<unknown>): Peer & { leave(): void } => {
    const gone = new AbortController();
    return {
      gone: gone.signal,
      keepsSecrets: true,
      ask: (_request, _params, signal) => answer(signal) as Promise<never>,
      end: async () => {},
      send: async () => {},
      leave: () => gone.abort(),
    };
  };
  const never = (signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

  test("one that is silent is told after a while, also when another one has nothing", async () => {
    const editors = editorSecrets({ redactor: createRedactor(), noEditor, answerWithin: 20 });
    editors.join(peer(async () => null));
    assert.equal(await editors.ask("pw"), undefined);
    const silent = peer(never);
    editors.join(silent);
    assert.equal(await codeOf(editors.ask("pw")), "editor-silent");
    silent.leave();
    assert.equal(await editors.ask("pw"), undefined);
  });

  test("an abort is told as one, and what was found is redacted from then on", async () => {
    const redactor = createRedactor();
    const editors = editorSecrets({ redactor, noEditor });
    const silent = peer(never);
    editors.join(silent);
    const abort = new AbortController();
    const asked = codeOf(editors.ask("pw", abort.signal));
    abort.abort();
    assert.equal(await asked, "cancelled");
    editors.join(peer(async () => "the-secret"));
    assert.equal(await editors.ask("pw"), "the-secret");
    assert.equal(redactor.redact("it is the-secret"), "it is ***");
  });
});
