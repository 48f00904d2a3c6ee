import assert from "node:assert/strict";
import { test } from "node:test";
import { selectSubset, selectTasks } from "../../runner/core/selection.ts";
import { dagOf, group, sparkify, task } from "./dag-fixture.ts";

test("selectors name tasks and groups, with what is above and below them", () => {
  const all = sparkify().tasks.map(({ id }) => id);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["load_songplays", ["load_songplays"]],
    ["+load_songplays", ["events_ready", "staging.events", "staging.songs", "load_songplays"]],
    ["dimensions.users+", ["dimensions.users", "quality_checks"]],
    [
      "+dimensions.users+",
      all.filter((id) => !["dimensions.songs", "dimensions.artists", "dimensions.time"].includes(id)),
    ],
    ["staging", ["staging.events", "staging.songs"]],
    ["+staging", ["events_ready", "staging.events", "staging.songs"]],
    ["events_ready+", all.filter((id) => id !== "staging.songs")],
    ["quality_checks, staging", ["staging.events", "staging.songs", "quality_checks"]],
    ["staging,staging.events", ["staging.events", "staging.songs"]],
    ["+quality_checks", all],
  ];
  for (const [selector, expected] of cases) {
    assert.deepEqual(selectTasks(sparkify(), selector), { ok: true, taskIds: expected }, selector);
  }
});

test("a group includes its inner groups", () => {
  const dag = dagOf(
    [task("o.a", [], { group: "o" }), task("o.i.b", ["o.a"], { group: "o.i" }), task("c", ["o.i.b"])],
    [group("o"), group("o.i", "o")],
  );
  assert.deepEqual(selectTasks(dag, "o"), { ok: true, taskIds: ["o.a", "o.i.b"] });
  assert.deepEqual(selectTasks(dag, "o.i+"), { ok: true, taskIds: ["o.i.b", "c"] });
});

test("what names nothing is refused with what is near", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["load_songplay", /no task or group "load_songplay"\. Did you mean "load_songplays"\?/],
    ["stagign", /Did you mean "staging"\?/],
    ["zzz", /no task or group "zzz"\.$/],
    ["", /empty part/],
    ["staging,,time", /empty part/],
    ["+", /"\+" is not a selection/],
    ["a++", /is not a selection/],
    ["a+b", /is not a selection/],
  ];
  for (const [selector, message] of cases) {
    const result = selectTasks(sparkify(), selector);
    assert.ok(!result.ok, selector);
    assert.match(result.message, message);
  }
  const far = selectTasks(sparkify(), "zzz");
  assert.ok(!far.ok && far.next.startsWith("The DAG has events_ready, staging.events"));
});

test("a subset is what one selector names, without what another one does", () => {
  const all = sparkify().tasks.map(({ id }) => id);
  const without = (...ids: string[]) => all.filter((id) => !ids.includes(id));
  const cases: readonly (readonly [string | undefined, string | undefined, readonly string[]])[] = [
    [undefined, undefined, all],
    ["staging", undefined, ["staging.events", "staging.songs"]],
    [undefined, "events_ready", without("events_ready")],
    [undefined, "staging, quality_checks", without("staging.events", "staging.songs", "quality_checks")],
    ["+load_songplays", "events_ready", ["staging.events", "staging.songs", "load_songplays"]],
    ["staging", "load_songplays", ["staging.events", "staging.songs"]],
  ];
  for (const [task, except, taskIds] of cases)
    assert.deepEqual(selectSubset(sparkify(), task, except), { ok: true, taskIds }, `${task} but ${except}`);
});

test("a subset without a task is refused, and so is a name that is none", () => {
  const cases: readonly (readonly [string | undefined, string, RegExp])[] = [
    [
      "staging",
      "staging.events+,staging.songs",
      /Without "staging.events\+,staging.songs" no task is left\./,
    ],
    [undefined, "events_redy", /no task or group "events_redy"\. Did you mean "events_ready"\?/],
    ["stagin", "events_ready", /Did you mean "staging" or/],
  ];
  for (const [task, except, message] of cases) {
    const result = selectSubset(sparkify(), task, except);
    assert.ok(!result.ok, except);
    assert.match(result.message, message);
  }
});
