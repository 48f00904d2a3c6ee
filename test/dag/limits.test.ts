import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { formatPosition } from "../../protocol/problem.ts";
import { DEFAULT_CONFIG } from "../../runner/config/config.ts";
import { loadDags } from "../../runner/dag/loader.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { REGISTRIES } from "./registries.ts";

const WORKSPACE = path.join(packageRoot(), "test", "fixtures", "dags", "limits");

async function load(files: readonly string[], loader: { timeoutMs: number; memoryMb: number }) {
  const config = { ...DEFAULT_CONFIG, loader };
  const { dags, problems } = await loadDags({ workspace: WORKSPACE, files, config, registries: REGISTRIES });
  return {
    dags: dags.map(({ id }) => id),
    problems: problems.map(({ code, position }) => `${position && formatPosition(position)} ${code}`),
  };
}

test("a file that never ends is told with its last call, and the files after it are read", async () => {
  const files = ["endless-loop.dag.ts", "endless-promise.dag.ts", "uninterruptible.dag.ts", "fine.dag.ts"];
  assert.deepEqual(await load(files, { timeoutMs: 1000, memoryMb: 256 }), {
    dags: ["fine"],
    problems: [
      "endless-loop.dag.ts:4:3 dag-file-timeout",
      "endless-promise.dag.ts:4:3 dag-file-timeout",
      "uninterruptible.dag.ts:4:3 dag-file-timeout",
    ],
  });
});

test("a file that takes all memory is told, and the files after it are read", async () => {
  const files = ["memory.dag.ts", "fine.dag.ts"];
  assert.deepEqual(await load(files, { timeoutMs: 60_000, memoryMb: 48 }), {
    dags: ["fine"],
    problems: ["memory.dag.ts:1:1 dag-file-memory"],
  });
});

test("buffers count as memory", { skip: process.platform !== "linux" && "needs /proc" }, async () => {
  assert.deepEqual(await load(["buffers.dag.ts", "fine.dag.ts"], { timeoutMs: 60_000, memoryMb: 48 }), {
    dags: ["fine"],
    problems: ["buffers.dag.ts:1:1 dag-file-memory"],
  });
});
