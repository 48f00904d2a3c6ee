import assert from "node:assert/strict";
import { test } from "node:test";
import { dagToText } from "../../runner/core/graph-text.ts";
import { dagOf, group, sparkify, task } from "./dag-fixture.ts";

test("the sample, level by level", () => {
  assert.equal(
    dagToText(sparkify()),
    `sparkify · @daily · 9 tasks

● events_ready        s3KeySensor
● staging.songs       stageFromS3
│
● staging.events      stageFromS3    ← events_ready
│
● load_songplays      loadFact       ← staging.*
│
● dimensions.users    loadDimension  ← load_songplays
● dimensions.songs    loadDimension  ← load_songplays
● dimensions.artists  loadDimension  ← load_songplays
● dimensions.time     loadDimension  ← load_songplays
│
● quality_checks      dataQuality    ← dimensions.*
`,
  );
});

test("names keep to their line and column", () => {
  const dag = { ...dagOf([task("東京"), task("a\u001b[2J\nb", ["東京"])]), schedule: null };
  assert.equal(
    dagToText(dag),
    "test · started by hand · 2 tasks\n\n● 東京     runSql\n│\n● a\u{fffd}[2J b  runSql  ← 東京\n",
  );
});

test("an outer group stands for its inner ones", () => {
  const inside = [
    task("o.i.a", [], { group: "o.i" }),
    task("o.i.b", [], { group: "o.i" }),
    task("o.c", [], { group: "o" }),
  ];
  const groups = [group("o"), group("o.i", "o")];
  const last = (upstream: string[]) =>
    dagToText(dagOf([...inside, task("z", upstream)], groups)).split("← ")[1];
  assert.equal(last(["o.i.a", "o.i.b", "o.c"]), "o.*\n");
  assert.equal(last(["o.i.a", "o.i.b"]), "o.i.*\n");
  assert.equal(last(["o.i.a", "o.c"]), "o.i.a, o.c\n");
});
