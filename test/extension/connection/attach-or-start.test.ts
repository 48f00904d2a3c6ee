import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { setImmediate as tick } from "node:timers/promises";
import { ResponseError } from "vscode-jsonrpc/node";
import { type AttachOptions, attachOrStart } from "../../../extension/connection/attach-or-start.ts";
import type { StartedDaemon } from "../../../extension/connection/start-daemon.ts";
import { RunnerError } from "../../../extension/runner-error.ts";
import { rpcNotification, rpcRequest } from "../../../protocol/rpc/message.ts";
import { askSecret } from "../../../protocol/rpc/secrets.ts";
import { type FakeDaemon, refuse, startFakeDaemon } from "./fake-daemon.ts";
import { workspaceFolder } from "./workspace-folder.ts";

const ask = rpcRequest<{ readonly n: number }, string>("test/ask");
const said = rpcNotification<{ readonly text: string }>("test/said");

function options(workspace: string, rest: Partial<AttachOptions> = {}): AttachOptions {
  return {
    workspace,
    version: "1.0.0",
    start: () => assert.fail("A daemon was started."),
    onOtherVersion: () => assert.fail("A daemon of another version."),
    signal: new AbortController().signal,
    log: () => undefined,
    startTimeoutMs: 10_000,
    leaveTimeoutMs: 100,
    ...rest,
  };
}

/** Starts a daemon in this process, and counts how often. */
function starter(workspace: string): { start: () => StartedDaemon; starts: Promise<FakeDaemon>[] } {
  const starts: Promise<FakeDaemon>[] = [];
  const start = (): StartedDaemon => {
    starts.push(startFakeDaemon(workspace));
    return { ended: () => undefined };
  };
  return { start, starts };
}

function codeIs(code: string): (error: unknown) => boolean {
  return (error) => error instanceof RunnerError && error.data.code === code;
}

test("the living daemon is taken, and none is started", async (t) => {
  const workspace = await workspaceFolder(t);
  const daemon = await startFakeDaemon(workspace, { answers: { "test/ask": () => "yes" } });
  t.after(() => daemon.end());
  const client = await attachOrStart(options(workspace));
  t.after(() => client.dispose());
  assert.equal(client.pid, process.pid);
  assert.equal(await client.request(ask, { n: 1 }), "yes");
  assert.deepEqual(daemon.requests, ["hello", "test/ask"]);
});

test("a daemon is answered that asks for a secret, and knows before whether it may ask", async (t) => {
  const workspace = await workspaceFolder(t);
  const daemon = await startFakeDaemon(workspace);
  t.after(() => daemon.end());
  const logged: string[] = [];
  const keeping = await attachOrStart(
    options(workspace, {
      secret: async (name) => (name === "prod.password" ? "hunter2" : undefined),
      log: (text) => logged.push(text),
    }),
  );
  assert.equal(await daemon.ask(askSecret, { name: "prod.password" }), "hunter2");
  assert.equal(await daemon.ask(askSecret, { name: "another" }), null);
  keeping.dispose();
  const other = await attachOrStart(options(workspace));
  t.after(() => other.dispose());
  assert.deepEqual(
    daemon.greetings.map(({ keepsSecrets }) => keepsSecrets),
    [true, false],
  );
  assert.doesNotMatch(logged.join(), /hunter2/);
});

test("one is started where there is none, where its process is dead, and where nobody listens", async (t) => {
  const left: Readonly<Record<string, string | undefined>> = {
    nothing: undefined,
    "half a file": '{"pid": 1',
    "a file of another kind": '{"pid": "1", "socket": 2}',
    "a dead process": JSON.stringify({ pid: 2 ** 30, socket: "/nowhere", token: "", version: "1.0.0" }),
    "a pid that another process has": JSON.stringify({
      pid: process.pid,
      socket: path.join("/nowhere", "d.sock"),
      token: "",
      version: "1.0.0",
    }),
  };
  for (const [name, text] of Object.entries(left)) {
    const workspace = await workspaceFolder(t);
    await mkdir(path.join(workspace, ".millrace"));
    if (text !== undefined) await writeFile(path.join(workspace, ".millrace", "daemon.json"), text);
    const { start, starts } = starter(workspace);
    const client = await attachOrStart(options(workspace, { start }));
    assert.equal(starts.length, 1, name);
    client.dispose();
    await (await starts[0])?.end();
  }
});

test("one that lost the race ends with code 0, and its starter comes to the other", async (t) => {
  const workspace = await workspaceFolder(t);
  const other = Promise.withResolvers<FakeDaemon>();
  const start = (): StartedDaemon => {
    // The other has the lock already, and listens a moment later.
    void tick().then(() => other.resolve(startFakeDaemon(workspace)));
    return { ended: () => ({ code: 0 }) };
  };
  const client = await attachOrStart(options(workspace, { start }));
  client.dispose();
  await (await other.promise).end();
});

test("what keeps it from starting is said, with the place of its log", async (t) => {
  const workspace = await workspaceFolder(t);
  const cases: readonly (readonly [StartedDaemon, RegExp])[] = [
    [{ ended: () => ({ code: 70 }) }, /did not start: it ended with code 70\./],
    [{ ended: () => ({ problem: "spawn EACCES" }) }, /did not start: spawn EACCES\./],
    [{ ended: () => undefined }, /did not start: nobody answers\./],
  ];
  for (const [started, message] of cases) {
    await assert.rejects(
      attachOrStart(options(workspace, { start: () => started, startTimeoutMs: 200 })),
      (error: unknown) => {
        assert.ok(error instanceof RunnerError);
        assert.match(error.data.message, message);
        assert.ok(error.data.next?.includes(path.join(".millrace", "daemon.log")));
        return true;
      },
    );
  }
});

test("a daemon of another version is waited for, and can be ended", async (t) => {
  const workspace = await workspaceFolder(t);
  const old = await startFakeDaemon(workspace, { version: "0.9.0" });
  const { start, starts } = starter(workspace);
  const told: string[] = [];
  const client = await attachOrStart(
    options(workspace, {
      start,
      onOtherVersion: ({ version, end }) => {
        told.push(version);
        // Time to say it again, if it would.
        if (told.length === 1) setTimeout(() => void end(), 300);
      },
    }),
  );
  assert.deepEqual(told, ["0.9.0"], "said once");
  assert.equal(starts.length, 1);
  assert.ok(old.requests.includes("shutdown"));
  client.dispose();
  await (await starts[0])?.end();
});

test("refusals keep the runner's words, and defects get words of ours", async (t) => {
  const workspace = await workspaceFolder(t);
  const daemon = await startFakeDaemon(workspace, {
    answers: {
      "test/ask": (params) => {
        if (Object(params)["n"] === 1)
          refuse({ code: "unknown-dag", message: "No DAG x.", next: "Did you mean y?" });
        throw new ResponseError(-32603, "boom");
      },
    },
  });
  t.after(() => daemon.end());
  const client = await attachOrStart(options(workspace));
  t.after(() => client.dispose());
  await assert.rejects(client.request(ask, { n: 1 }), codeIs("unknown-dag"));
  await assert.rejects(client.request(ask, { n: 2 }), codeIs("runner-defect"));
});

test("open requests are rejected when the runner ends, and the end is told", async (t) => {
  const workspace = await workspaceFolder(t);
  const asked = Promise.withResolvers<void>();
  const daemon = await startFakeDaemon(workspace, {
    answers: {
      "test/ask": () => {
        asked.resolve();
        return new Promise(() => undefined);
      },
    },
  });
  const client = await attachOrStart(options(workspace));
  const closed = new Promise<void>((resolve) => client.onDidClose(resolve));
  const open = assert.rejects(client.request(ask, { n: 1 }), codeIs("runner-gone"));
  await asked.promise;
  daemon.crash();
  await Promise.all([open, closed]);
  await assert.rejects(client.request(ask, { n: 2 }), codeIs("runner-gone"));
});

test("every listener hears what the runner tells, also after another one threw or left", async (t) => {
  const workspace = await workspaceFolder(t);
  const daemon = await startFakeDaemon(workspace);
  t.after(() => daemon.end());
  const problems: string[] = [];
  const client = await attachOrStart(options(workspace, { log: (text) => problems.push(text) }));
  t.after(() => client.dispose());
  const heard: string[] = [];
  const last = Promise.withResolvers<void>();
  client.on(said, () => {
    throw new Error("a bad listener");
  });
  const leaving = client.on(said, ({ text }) => heard.push(`a ${text}`));
  client.on(said, ({ text }) => {
    heard.push(`b ${text}`);
    if (text === "1") leaving.dispose();
    if (text === "2") last.resolve();
  });
  await daemon.tell(said, { text: "1" });
  await daemon.tell(said, { text: "2" });
  await last.promise;
  assert.deepEqual(heard, ["a 1", "b 1", "b 2"]);
  assert.match(problems.join("\n"), /a bad listener/);
});

test("who closes the folder meanwhile gets no connection", async (t) => {
  const workspace = await workspaceFolder(t);
  const closing = new AbortController();
  const start = (): StartedDaemon => {
    closing.abort();
    return { ended: () => undefined };
  };
  await assert.rejects(
    attachOrStart(options(workspace, { start, signal: closing.signal })),
    codeIs("closing"),
  );
});
