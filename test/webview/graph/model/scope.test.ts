import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openingOf, tasksOf, withNeighbours } from "../../../../webview/graph/model/scope.ts";
import { largeDag, SAMPLE, task } from "../sample-graph.ts";

const noStates = (): undefined => undefined;

describe("openingOf", () => {
  it("shows small DAGs whole", () => {
    assert.deepEqual(openingOf(SAMPLE, null, noStates), { scope: { kind: "all" }, collapsed: [] });
    assert.deepEqual(openingOf(largeDag(200), null, noStates).scope, { kind: "all" });
  });

  it("collapses the groups of large ones", () => {
    const opening = openingOf(largeDag(1000, 3), null, noStates);
    assert.deepEqual(opening, { scope: { kind: "all" }, collapsed: ["g0", "g1", "g2"] });
  });

  it("shows what matters of large ones where groups do not help", () => {
    const dag = largeDag(1000);
    assert.deepEqual(openingOf(dag, "t7", noStates).scope, { kind: "near", seeds: ["t7"] });
    assert.deepEqual(openingOf(dag, "gone", noStates).scope, { kind: "near", seeds: ["t0"] });
    const failed = (id: string) => (id === "t5" ? "failed" : "success");
    assert.deepEqual(openingOf(dag, null, failed).scope, { kind: "near", seeds: ["t5"] });
    // One group among hundreds of tasks outside it.
    const loose = { ...dag, groups: [{ id: "g" }], tasks: [...dag.tasks, task("g.a", [], "g")] };
    assert.equal(openingOf(loose, null, noStates).scope.kind, "near");
  });
});

describe("tasksOf", () => {
  it("takes in what is one hop away, both ways", () => {
    const tasks = tasksOf(largeDag(50), { kind: "near", seeds: ["t4"] });
    assert.deepEqual([...(tasks ?? [])].sort(), ["t1", "t13", "t14", "t15", "t4"]);
    const grown = withNeighbours({ kind: "near", seeds: ["t4"] }, "t1");
    assert(tasksOf(largeDag(50), grown)?.has("t0"));
    assert.equal(tasksOf(largeDag(50), { kind: "all" }), null);
  });

  it("stops at what can be read", () => {
    const star = {
      id: "star",
      groups: [],
      tasks: [task("hub"), ...Array.from({ length: 999 }, (_, index) => task(`t${index}`, ["hub"]))],
    };
    assert.equal(tasksOf(star, { kind: "near", seeds: ["hub"] })?.size, 200);
  });
});
