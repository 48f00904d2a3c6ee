import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  downstreamClosure,
  findCycle,
  graphOf,
  levels,
  tasksOfGroup,
  topologicalOrder,
  upstreamClosure,
} from "../../runner/core/graph.ts";
import { dagOf, group, sparkify, task } from "./dag-fixture.ts";

test("topologicalOrder keeps the file's order where it can", () => {
  assert.deepEqual(topologicalOrder(graphOf([task("c", ["b"]), task("a"), task("b"), task("d")])), [
    "a",
    "b",
    "c",
    "d",
  ]);
  assert.deepEqual(topologicalOrder(graphOf([task("a", ["missing"]), task("b", ["a", "a"])])), ["a", "b"]);
  assert.deepEqual(
    topologicalOrder(graphOf([task("a", ["b"]), task("b", ["a"]), task("c"), task("d", ["a"])])),
    ["c"],
  );
});

test("levels are by the longest way", () => {
  assert.deepEqual(
    levels(graphOf(sparkify().tasks)).map((level) => level.length),
    [2, 1, 1, 4, 1],
  );
  assert.deepEqual(levels(graphOf([])), []);
});

test("findCycle tells the path, from the file's first task on it", () => {
  const cases: readonly (readonly [ReturnType<typeof task>[], string | undefined])[] = [
    [[task("a"), task("b", ["a"])], undefined],
    [[task("a", ["b"]), task("b", ["a"])], "a → b → a"],
    [[task("a", ["a"])], "a → a"],
    [[task("x", ["c"]), task("c", ["b"]), task("b", ["a"]), task("a", ["c"])], "c → a → b → c"],
    [[task("below", ["a"]), task("a", ["free", "b"]), task("b", ["a"]), task("free")], "a → b → a"],
  ];
  for (const [tasks, expected] of cases) assert.equal(findCycle(graphOf(tasks))?.join(" → "), expected);
});

test("closures", () => {
  const { tasks } = sparkify();
  assert.deepEqual([...upstreamClosure(graphOf(tasks), ["load_songplays"])].sort(), [
    "events_ready",
    "staging.events",
    "staging.songs",
  ]);
  assert.deepEqual([...downstreamClosure(graphOf(tasks), ["dimensions.users"])], ["quality_checks"]);
  assert.equal(downstreamClosure(graphOf(tasks), ["events_ready"]).size, 7);
  assert.equal(upstreamClosure(graphOf(tasks), []).size, 0);
});

test("tasksOfGroup includes the groups inside", () => {
  const dag = dagOf(
    [task("a", [], { group: "outer" }), task("b", [], { group: "outer.inner" }), task("c")],
    [group("outer.inner", "outer"), group("outer")],
  );
  assert.deepEqual(tasksOfGroup(dag, "outer"), ["a", "b"]);
  assert.deepEqual(tasksOfGroup(dag, "outer.inner"), ["b"]);
});

const edgeList = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const index = fc.integer({ min: 0, max: size - 1 });
  return fc.record({ size: fc.constant(size), edges: fc.array(fc.tuple(index, index), { maxLength: 30 }) });
});

test("either every task is ordered after its upstream tasks, or there is a cycle of real edges", () => {
  fc.assert(
    fc.property(edgeList, ({ size, edges }) => {
      const tasks = Array.from({ length: size }, (_, id) =>
        task(
          `t${id}`,
          edges.filter(([, to]) => to === id).map(([from]) => `t${from}`),
        ),
      );
      const order = topologicalOrder(graphOf(tasks));
      for (const { id, upstream } of tasks) {
        if (!order.includes(id)) continue;
        for (const up of upstream) assert.ok(order.indexOf(up) < order.indexOf(id));
      }
      const cycle = findCycle(graphOf(tasks));
      assert.equal(cycle === undefined, order.length === size);
      for (const [index, id] of (cycle ?? []).slice(1).entries()) {
        assert.ok(tasks.find((one) => one.id === id)?.upstream.includes(cycle?.[index] ?? ""));
      }
    }),
  );
});

test("ten thousand tasks in a row are no problem", () => {
  const chain = Array.from({ length: 10_000 }, (_, id) => task(`t${id}`, id === 0 ? [] : [`t${id - 1}`]));
  assert.equal(topologicalOrder(graphOf(chain)).length, 10_000);
  assert.equal(downstreamClosure(graphOf(chain), ["t0"]).size, 9_999);
});
