import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { getEventListeners, once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import type { SecretRef } from "../../protocol/secret-ref.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { commandWithin } from "../../runner/secrets/command.ts";
import { isAlive, pidsIn, untilGone } from "./processes.ts";
import { errorOf, testSecrets } from "./workspace.ts";

/** A reference to what this script prints. */
function node(script: string, ...args: readonly string[]): SecretRef {
  return { command: [process.execPath, "-e", script, ...args] };
}

/** Adds a line to a file and prints how many it has. */
const COUNTS = `
  const { appendFileSync, readFileSync } = require("node:fs");
  appendFileSync("asked", "x");
  process.stdout.write("value-" + readFileSync("asked").length + "\\n");`;

describe("what a program prints", () => {
  test("is a secret without its last newline, from the workspace and as it is written", async (t) => {
    const { secrets, folder, redactor } = await testSecrets(t, { PATH: process.env["PATH"], IN_ENV: "x" });
    const script =
      "process.stdout.write(JSON.stringify([process.cwd(), process.argv.slice(1), process.env.IN_ENV]))";
    const printed = await secrets.get(node(script, "$HOME;", "a b", "*"));
    assert.deepEqual(JSON.parse(printed), [folder, ["$HOME;", "a b", "*"], "x"]);
    assert.equal(await secrets.get(node("console.log(' two lines \\n')")), " two lines \n");
    assert.equal(redactor.redact(`it is ${printed}`), "it is ***");
  });

  test("is asked for once by many at a time, kept a short while, and then asked for again", async (t) => {
    let now = 0;
    const { secrets, folder } = await testSecrets(t, {}, { now: () => now });
    const many = await Promise.all(Array.from({ length: 16 }, () => secrets.get(node(COUNTS))));
    assert.deepEqual(new Set(many), new Set(["value-1"]));
    now = 59_999;
    assert.equal(await secrets.get(node(COUNTS)), "value-1");
    now = 60_000;
    assert.equal(await secrets.get(node(COUNTS)), "value-2");
    assert.equal(readFileSync(path.join(folder, "asked"), "utf8"), "xx");
  });

  test("is not kept when it failed", async (t) => {
    const { secrets, write } = await testSecrets(t);
    const ref = node("process.stdout.write(require('node:fs').readFileSync('there', 'utf8'))");
    assert.match(await errorOf(secrets.get(ref)), /^secret-command-failed: /);
    await write("there", "now-it-is");
    assert.equal(await secrets.get(ref), "now-it-is");
  });

  test("an error has the program's last words, without a secret that it printed or that is known", async (t) => {
    const { secrets, redactor } = await testSecrets(t);
    redactor.add("known-secret");
    const says = (text: string, code: number): string =>
      `process.stdout.write("printed-secret\\n"); console.error(${JSON.stringify(text)}); process.exitCode = ${code};`;
    const program = process.execPath;
    assert.deepEqual(
      [
        await errorOf(secrets.get(node(says("first\nlocked: printed-secret, known-secret", 3)))),
        await errorOf(secrets.get(node("process.kill(process.pid, 'SIGKILL')"))),
        await errorOf(secrets.get(node(""))),
        await errorOf(secrets.get({ command: ["millrace-no-such-program", "hunter2"] })),
        await errorOf(secrets.get({ command: ["./folder"] })),
        await errorOf(
          secrets.get(node("process.stdout.write('x'.repeat(100_000)); setInterval(() => {}, 1000)")),
        ),
      ],
      [
        `secret-command-failed: The program ${program}, which is to print a secret, ended with exit code 3: locked: ***, ***. | Run it in a terminal, in the workspace, to see what it needs.`,
        `secret-command-failed: The program ${program}, which is to print a secret, was ended by SIGKILL. | Run it in a terminal, in the workspace, to see what it needs.`,
        `secret-missing: The program ${program} printed nothing where it was to print a secret. | Run it in a terminal, in the workspace: the secret belongs on its standard output.`,
        "secret-command-failed: The program millrace-no-such-program, which is to print a secret, was not found. | Install it, or write its whole path into millrace.json. It is run in the workspace and without a shell.",
        "secret-command-failed: The program ./folder, which is to print a secret, was not found. | Install it, or write its whole path into millrace.json. It is run in the workspace and without a shell.",
        `secret-command-failed: The program ${program}, which is to print a secret, printed more than 65536 bytes. | Let it print the secret and nothing else.`,
      ],
    );
  });

  test("a program that cannot be started is an error of its own, without its arguments", async (t) => {
    const { secrets } = await testSecrets(t);
    const reasons: readonly [readonly string[], RegExp][] = [
      [[`${process.execPath}/op`, "hunter2"], /was not found: a part of its path is no folder/],
      [
        [process.execPath, "hunter2\0"],
        /cannot be started: one of its words is empty, or has a NUL character/,
      ],
      [[process.execPath, "hunter2".repeat(500_000)], /cannot be started: its arguments are too long/],
    ];
    for (const [command, reason] of reasons) {
      const error = await errorOf(secrets.get({ command }));
      assert.match(error, /^secret-command-failed: /);
      if (process.platform !== "win32") assert.match(error, reason);
      assert.doesNotMatch(error, /hunter2/);
    }
  });

  test("a program that asks gets the end of its input at once", async (t) => {
    const { secrets } = await testSecrets(t);
    const asks = `process.stdin.on("data", () => {}).on("end", () => process.stdout.write("nobody-answered"))`;
    assert.equal(await secrets.get(node(asks)), "nobody-answered");
  });

  test("a program that hangs is ended after its time", async (t) => {
    const places = await testSecrets(t);
    const kind = commandWithin(300);
    const ref = node(
      "require('node:fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)",
    ) as { readonly command: readonly string[] };
    const never = new AbortController().signal;
    const error = await errorOf(kind.find(ref, { workspace: places.folder, env: {}, ...places }, never));
    assert.match(error, /^secret-command-failed: .* did not end within 300 ms\. \| It gets no input/);
  });

  test("is not waited for after an abort; the program ends when nobody waits any more", async (t) => {
    const { secrets, folder } = await testSecrets(t);
    const ref = node(
      "require('node:fs').writeFileSync('pid', process.pid + ' '); setInterval(() => {}, 1000)",
    );
    const [first, second] = [new AbortController(), new AbortController()];
    const errors = [errorOf(secrets.get(ref, first.signal)), errorOf(secrets.get(ref, second.signal))];
    const [pid = 0] = await pidsIn(path.join(folder, "pid"), 1);
    first.abort();
    assert.match((await errors[0]) ?? "", /^cancelled: /);
    assert.ok(isAlive(pid), "the other one still waits for it");
    second.abort();
    assert.match((await errors[1]) ?? "", /^cancelled: /);
    await untilGone([pid]);
  });

  test("what it has started ends with it, after an abort and when it prints too much", async (t) => {
    const places = await testSecrets(t);
    // As a script that asks a password manager, which waits for somebody.
    const starts = `
      const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      require("node:fs").writeFileSync(process.argv[1], process.pid + " " + child.pid + " ");
      if (process.argv[1] === "long") process.stdout.write("x".repeat(100_000));
      setInterval(() => {}, 1000);`;
    const abort = new AbortController();
    const aborted = errorOf(places.secrets.get(node(starts, "aborted"), abort.signal));
    const pids = await pidsIn(path.join(places.folder, "aborted"), 2);
    abort.abort();
    assert.match(await aborted, /^cancelled: /);
    await untilGone(pids);

    assert.match(await errorOf(places.secrets.get(node(starts, "long"))), /printed more than/);
    await untilGone(await pidsIn(path.join(places.folder, "long"), 2));
  });

  for (const [whose, signal] of [
    ["without a signal of their own", undefined],
    ["with a signal that the interrupt does not reach", new AbortController().signal],
  ] as const)
    test(`an interrupt ends it for those who wait ${whose}, and what is begun later goes on`, async (t) => {
      const interrupt = new AbortController();
      const { secrets, folder } = await testSecrets(t, {}, { interrupted: interrupt.signal });
      const waits = node(
        "require('node:fs').writeFileSync('pid', process.pid + ' '); setInterval(() => {}, 1000)",
      );
      const error = errorOf(secrets.get(waits, signal));
      const pids = await pidsIn(path.join(folder, "pid"), 1);
      interrupt.abort();
      assert.match(await error, /^cancelled: /);
      await untilGone(pids);
      const later = node("process.stdout.write('for tidying up')");
      assert.equal(await secrets.get(later, signal), "for tidying up");
    });

  for (const [how, code, ends] of [
    ["at a second Ctrl-C", 130, "process.exit(130)"],
    ["after a defect", 1, "throw new Error('a defect')"],
  ] as const)
    test(`what runs ends with a process that ends at once, ${how}`, async (t) => {
      const { folder } = await testSecrets(t);
      const starts = `
        const child = require("node:child_process").spawn("sleep", ["600"], { stdio: "inherit" });
        require("node:fs").writeFileSync("pids", process.pid + " " + child.pid + " ");
        setInterval(() => {}, 1000);`;
      const script = `
        import { existsSync, readFileSync } from "node:fs";
        import { runProgram } from ${JSON.stringify(path.join(packageRoot(), "runner/secrets/run-program.ts"))};
        const words = [process.execPath, "-e", ${JSON.stringify(starts)}];
        const signal = new AbortController().signal;
        void runProgram(words, { cwd: process.cwd(), env: process.env, milliseconds: 60_000, signal });
        setInterval(() => {
          if (existsSync("pids") && readFileSync("pids", "utf8").endsWith(" ")) ${ends};
        }, 10);`;
      const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
        cwd: folder,
        stdio: "ignore",
      });
      assert.deepEqual(await once(child, "exit"), [code, null]);
      const pids = readFileSync(path.join(folder, "pids"), "utf8").trim().split(" ");
      assert.equal(pids.length, 2);
      await untilGone(pids.map(Number));
    });

  test("nothing listens to signals that live on when a secret has been found", async (t) => {
    const [interrupt, pool] = [new AbortController().signal, new AbortController().signal];
    const { secrets } = await testSecrets(t, {}, { interrupted: interrupt, now: () => 0 });
    for (let n = 0; n < 20; n++) await secrets.get(node("process.stdout.write('found')"), pool);
    await errorOf(secrets.get(node("process.exitCode = 1"), pool));
    for (const signal of [interrupt, pool]) assert.deepEqual(getEventListeners(signal, "abort"), []);
  });
});
