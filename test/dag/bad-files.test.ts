import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { formatPosition } from "../../protocol/problem.ts";
import { loadConfig } from "../../runner/config/load-config.ts";
import { loadDags } from "../../runner/dag/loader.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { REGISTRIES } from "./registries.ts";

const WORKSPACE = path.join(packageRoot(), "test", "fixtures", "dags", "bad");
const GOLDEN = path.join(WORKSPACE, "problems.golden.txt");

// Each file of the folder has mistakes of one kind. The golden file is the table of what is told of them; after
// a wanted change, run this test with UPDATE_GOLDEN=1 and read the difference. What the command line makes of such
// mistakes, and of others, is in test/bad-input.
test("every kind of mistake is told with its code and place, all at once", async () => {
  const { config, problems } = await loadConfig(WORKSPACE);
  assert.deepEqual(problems, []);
  const loaded = await loadDags({ workspace: WORKSPACE, config, registries: REGISTRIES });
  const lines = loaded.problems.map(({ code, message, next, position, dagId, taskId }) => {
    const owner = [dagId, taskId].filter((id) => id !== undefined).join("/");
    const place = position === undefined ? "?" : formatPosition(position);
    return `${place} ${code} [${owner}]\n    ${message}${next === undefined ? "" : `\n    ${next}`}\n`;
  });
  const broken = loaded.broken.map(({ dagId, file }) => `broken: ${dagId} (${file})\n`);
  const fine = loaded.dags.map(({ id }) => `fine: ${id}\n`);
  const told = [...lines, ...broken, ...fine].join("");
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(GOLDEN, told);
  assert.equal(told, readFileSync(GOLDEN, "utf8"));
});
