import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { quietSqliteWarning } from "../../../runner/connections/embedded/quiet-sqlite-warning.ts";

test("only SQLite's warning is dropped", async (t) => {
  const emit = process.emitWarning;
  const seen: string[] = [];
  const onWarning = (warning: Error) => seen.push(`${warning.name}: ${warning.message}`);
  process.on("warning", onWarning);
  t.after(() => {
    process.off("warning", onWarning);
    process.emitWarning = emit;
  });
  quietSqliteWarning();
  const quiet = process.emitWarning;
  quietSqliteWarning();
  assert.equal(process.emitWarning, quiet);
  process.emitWarning(
    "SQLite is an experimental feature and might change at any time",
    "ExperimentalWarning",
  );
  process.emitWarning("Something else is experimental", "ExperimentalWarning");
  process.emitWarning(new Error("as an error"));
  await setImmediate();
  assert.deepEqual(seen, ["ExperimentalWarning: Something else is experimental", "Error: as an error"]);
});
