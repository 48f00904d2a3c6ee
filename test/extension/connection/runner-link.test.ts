import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  createRunnerLink,
  type LinkState,
  type RunnerLink,
} from "../../../extension/connection/runner-link.ts";
import { type FakeDaemon, startFakeDaemon } from "./fake-daemon.ts";
import { workspaceFolder } from "./workspace-folder.ts";

interface Bench {
  readonly link: RunnerLink;
  /** Those that were started, in order. */
  readonly daemons: FakeDaemon[];
  readonly delays: number[];
  readonly crashes: () => number;
  /** Resolves when the link comes to this state from now on. */
  becomes(kind: LinkState["kind"]): Promise<void>;
}

async function bench(t: TestContext): Promise<Bench> {
  const workspace = await workspaceFolder(t);
  const daemons: FakeDaemon[] = [];
  const delays: number[] = [];
  const counts = { crashes: 0 };
  const link = createRunnerLink({
    workspace,
    version: "1.0.0",
    start: () => {
      void startFakeDaemon(workspace).then((daemon) => daemons.push(daemon));
      return { ended: () => undefined };
    },
    startTimeoutMs: 10_000,
    leaveTimeoutMs: 100,
    onOtherVersion: () => assert.fail(),
    log: () => undefined,
    now: () => 0,
    delayMs: (policyMs) => {
      delays.push(policyMs);
      return 0;
    },
  });
  link.onDidCrash(() => {
    counts.crashes++;
  });
  t.after(async () => {
    link.dispose();
    for (const daemon of daemons) await daemon.end();
  });
  return {
    link,
    daemons,
    delays,
    crashes: () => counts.crashes,
    becomes: (kind) =>
      new Promise((resolve) => {
        const listening = link.onDidChange((state) => {
          if (state.kind !== kind) return;
          listening.dispose();
          resolve();
        });
      }),
  };
}

test("nothing is started before somebody asks, and those who ask at once share one runner", async (t) => {
  const { link, daemons } = await bench(t);
  assert.equal(link.state.kind, "idle");
  const [a, b] = await Promise.all([link.client(), link.client()]);
  assert.equal(a, b);
  assert.equal(daemons.length, 1);
  assert.equal(link.state.kind, "ready");
});

test("one that was killed is said to have crashed, and is started again", async (t) => {
  const { link, daemons, crashes, becomes, delays } = await bench(t);
  const first = await link.client();
  const crashed = new Promise<void>((resolve) => link.onDidCrash(resolve));
  const ready = becomes("ready");
  daemons[0]?.crash();
  await Promise.all([crashed, ready]);
  assert.equal(crashes(), 1);
  assert.deepEqual(delays, [1000]);
  assert.notEqual(await link.client(), first);
});

test("one that ended in order is started again without a word", async (t) => {
  const { link, daemons, crashes, becomes } = await bench(t);
  await link.client();
  const ready = becomes("ready");
  await daemons[0]?.end();
  await ready;
  assert.equal(daemons.length, 2);
  assert.equal(crashes(), 0);
});

test("after five endings it is left alone until somebody restarts it", async (t) => {
  const { link, daemons, delays, becomes } = await bench(t);
  await link.client();
  for (const index of [0, 1, 2, 3]) {
    const ready = becomes("ready");
    daemons[index]?.crash();
    await ready;
  }
  const broken = becomes("broken");
  daemons[4]?.crash();
  await broken;
  assert.deepEqual(delays, [1000, 5000, 30_000, 30_000]);
  assert.equal(daemons.length, 5);
  assert.ok(link.state.kind === "broken" && /ended 5 times/.test(link.state.message));
  // A log that is followed asks every second.
  await assert.rejects(link.client(), /ended 5 times/);
  assert.equal(daemons.length, 5);
  await link.restart();
  assert.equal(link.state.kind, "ready");
});

test("a restart ends the runner that is there", async (t) => {
  const { link, daemons, crashes } = await bench(t);
  const first = await link.client();
  await link.restart();
  assert.notEqual(await link.client(), first);
  assert.ok(daemons[0]?.requests.includes("shutdown"));
  assert.equal(daemons.length, 2);
  assert.equal(crashes(), 0);
});

test("who asks while it is restarted, or hears that it begins, waits for the next one", async (t) => {
  const { link, daemons } = await bench(t);
  const first = await link.client();
  const asked: ReturnType<typeof link.client>[] = [];
  const listening = link.onDidChange(({ kind }) => {
    if (kind === "starting") asked.push(link.client());
  });
  const restarted = link.restart();
  asked.push(link.client());
  await restarted;
  listening.dispose();
  const next = await link.client();
  assert.notEqual(next, first);
  for (const client of await Promise.all(asked)) assert.equal(client, next);
  assert.equal(asked.length, 2);
  assert.equal(daemons.length, 2);
});

test("a folder that is closed lets the runner go on, and starts none", async (t) => {
  const { link, daemons } = await bench(t);
  await link.client();
  link.dispose();
  assert.deepEqual(daemons[0]?.requests, ["hello"]);
  assert.equal(link.state.kind, "idle");
});
