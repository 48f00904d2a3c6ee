import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram } from "../../runner/docker/run-program.ts";

/** As `docker compose`: it starts another program, which takes its outputs, and does as it likes. */
const STARTS_ANOTHER = `
const { spawn } = require("node:child_process");
process.on("SIGTERM", () => {});
const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 600_000)"], { stdio: "inherit" });
console.log(other.pid);
setTimeout(() => {}, 600_000);
`;

test("a program that does not end when it is asked to is not waited for, nor what it has started", async (t) => {
  const cancel = new AbortController();
  const started = Promise.withResolvers<number>();
  t.after(async () => process.kill(await started.promise));
  const ran = runProgram([process.execPath, "-e", STARTS_ANOTHER], {
    cwd: process.cwd(),
    env: process.env,
    signal: cancel.signal,
    onLine: (line) => started.resolve(Number(line)),
    graceMilliseconds: 200,
  });
  const pid = await started.promise;
  cancel.abort();
  assert.deepEqual(await ran, { ok: false, stdout: `${pid}\n`, stderr: "" });
});

test("a program that cannot be started is none, however the system says so", async () => {
  const never = new AbortController().signal;
  for (const program of [`${import.meta.filename}/docker`, import.meta.dirname, "millrace-no-such-program"])
    assert.equal(
      await runProgram([program], { cwd: process.cwd(), env: process.env, signal: never }),
      undefined,
    );
});
