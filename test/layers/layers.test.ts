import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { checkLayers } from "./check-layers.ts";
import { LAYERS } from "./rules.ts";

test("no file imports what its layer must not", async () => {
  assert.deepEqual(await checkLayers(packageRoot()), []);
});

test("layers name each other correctly", () => {
  const names = new Set(LAYERS.map(({ name }) => name));
  assert.equal(names.size, LAYERS.length);
  for (const { imports } of LAYERS) {
    for (const name of imports === "everything" ? [] : imports) assert.ok(names.has(name), name);
  }
});

const PLANTED = [
  "extension/commands/sees-runner.ts (commands) must not import runner/session.ts (session)",
  "extension/surfaces/two/sees-other-surface.ts (surfaces) must not import extension/surfaces/one/shown.ts, its sibling",
  "protocol/sees-core.ts (protocol) must not import runner/core/impure.ts (core)",
  "protocol/sees-node.ts (protocol) must not import node:fs",
  "runner/checks/sees-operators.ts (checks) must not import runner/operators/fine.ts (operators)",
  "runner/checks/sees-sibling.ts (checks) must not import runner/checks/fine.ts, its sibling",
  "runner/cli/sees-engine-and-drivers.ts (cli) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/cli/sees-engine-and-drivers.ts (cli) must not import runner/engine/run.ts (engine)",
  "runner/connections/files/sees-other-driver.ts (files driver) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/connections/lake.ts (connection interfaces) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/connections/sees-driver.ts (connection helpers) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/core/impure-in-template.ts (core) must be pure, and uses the clock",
  "runner/core/impure.ts (core) must be pure, and uses async functions",
  "runner/core/impure.ts (core) must be pure, and uses await",
  "runner/core/impure.ts (core) must be pure, and uses promises",
  "runner/core/impure.ts (core) must be pure, and uses randomness",
  "runner/core/impure.ts (core) must be pure, and uses the clock",
  "runner/core/impure.ts (core) must be pure, and uses the process",
  "runner/core/impure.ts (core) must be pure, and uses timers",
  "runner/core/sees-outside.ts (core) must not import path",
  "runner/core/sees-outside.ts (core) must not import runner/engine/run.ts (engine)",
  "runner/core/sees-outside.ts (core) must not import the package pg",
  "runner/dag/sees-engine.ts (dag) must not import runner/engine/run.ts (engine)",
  "runner/engine/sees-cli.ts (engine) must not import runner/cli/command.ts (cli)",
  "runner/new-folder/homeless.ts belongs to no layer: add it to test/layers/rules.ts",
  "runner/operators/passes-driver-type-on.ts (operators) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/operators/sees-driver-late.ts (operators) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/operators/sees-driver-package.ts (operators) must not import the package pg",
  "runner/operators/sees-driver-type-in-place.ts (operators) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/operators/sees-driver-type-inline.ts (operators) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/operators/sees-driver-type.ts (operators) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/operators/sees-driver.ts (operators) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/operators/sees-sibling.ts (operators) must not import runner/operators/fine.ts, its sibling",
  "runner/session-sees-cli.ts (session) must not import runner/cli/command.ts (cli)",
  "runner/session-sees-driver.ts (session) must not import runner/connections/postgres/session.ts (postgres driver)",
  "runner/state/sees-engine.ts (state) must not import runner/engine/run.ts (engine)",
  "webview/graph/sees-extension.ts (webview pages) must not import extension/surfaces/one/shown.ts (surfaces)",
  "webview/results/sees-node.ts (webview pages) must not import node:fs",
];

test("every planted breach is found, and nothing else", async () => {
  const found = await checkLayers(path.join(packageRoot(), "test", "fixtures", "layers"));
  assert.deepEqual(found, PLANTED);
});
