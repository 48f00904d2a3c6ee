import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { DagSpec, TaskSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { SourceFacts } from "../../protocol/plan-facts.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Lake } from "../../runner/connections/lake.ts";
import { OPERATORS } from "../../runner/operators/registry.ts";
import type { LookLimits } from "../../runner/plan-facts/sources.ts";
import { LOOK_LIMITS, lookForSources } from "../../runner/plan-facts/sources.ts";
import { wantedSources } from "../../runner/plan-facts/wanted.ts";
import { parseKeyPattern } from "../../runner/staging/key-pattern.ts";
import { listMatching } from "../../runner/staging/list-matching.ts";
import { dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import { memoryLake } from "../staging/memory-lake.ts";

const OPERATOR_BY_NAME = new Map(OPERATORS.map((operator) => [operator.name, operator]));

const LAKE = {
  "in/2018-11-01.json": "12345",
  "in/2018-11-02.json": "1",
  "in/2018-11-02-late.json": "12",
  "songs/a.json": "123",
  "songs/b.json": "123",
  "songs/folder/": "",
};

interface Look {
  readonly tasks: readonly TaskSpec[];
  readonly days?: number;
  readonly params?: JsonObject;
  readonly limits?: Partial<LookLimits>;
  readonly lake?: Lake;
}

/** The facts of a plan over the days from 2018-11-01, and every request to its lake. */
async function look({ tasks, days = 3, params = {}, limits = {}, lake = memoryLake(LAKE) }: Look) {
  const asked: string[] = [];
  const counting: Lake = {
    ...lake,
    list: (prefix, signal) => {
      asked.push(`list ${prefix}`);
      return lake.list(prefix, signal);
    },
    head: (key, signal) => {
      asked.push(`head ${key}`);
      return lake.head(key, signal);
    },
  };
  const dag: DagSpec = dagSpec("d", tasks);
  const taskIds = tasks.map(({ id }) => id);
  const runs = Array.from({ length: days }, (_, index) => ({
    runId: `r${index}`,
    kind: "backfill" as const,
    interval: day(index),
    params,
    taskIds,
  }));
  const wanted = wantedSources(dag, runs, OPERATOR_BY_NAME, "lake");
  const found = await lookForSources(wanted, { lake: async () => counting }, { ...LOOK_LIMITS, ...limits });
  return { ...found, asked };
}

function stage(from: string | string[], params: JsonObject = {}, id = "stage"): TaskSpec {
  return taskSpec(id, { operator: "stageFromS3", params: { from, table: "t", ...params } });
}

function sensor(keys: string | string[], params: JsonObject = {}): TaskSpec {
  return taskSpec("sensor", { operator: "s3KeySensor", params: { keys, ...params } });
}

/** `there 1 5`, `missing 0 0 in/2018-11-03.json`: one for each day. */
function inWords(byRun: ReadonlyMap<number, SourceFacts>, days = 3): readonly string[] {
  return Array.from({ length: days }, (_, run) => {
    const facts = byRun.get(run);
    if (facts === undefined) return "";
    return [facts.state, facts.files, facts.bytes, ...facts.missing].join(" ");
  });
}

const DAYS = "in/{{ ds }}.json";
const NO_THIRD = ["there 1 5", "there 1 1", "missing 0 0 in/2018-11-03.json"];

const CASES: readonly (readonly [
  name: string,
  tasks: readonly TaskSpec[],
  days: readonly string[],
  asked: readonly string[],
])[] = [
  [
    "a key for each day",
    [stage(DAYS)],
    NO_THIRD,
    ["head in/2018-11-01.json", "head in/2018-11-02.json", "head in/2018-11-03.json"],
  ],
  [
    "a sensor and the staging that it guards ask once, and count a file once",
    [sensor(DAYS), stage(DAYS)],
    NO_THIRD,
    ["head in/2018-11-01.json", "head in/2018-11-02.json", "head in/2018-11-03.json"],
  ],
  [
    "what differs only behind its prefix is listed once for all days",
    [sensor("in/*{{ ds }}*", { wildcard: true })],
    ["there 1 5", "there 2 3", "missing 0 0 in/*2018-11-03*"],
    ["list in/"],
  ],
  [
    "a regular expression",
    [sensor("in/{{ ds }}(-late)?\\.json", { regex: true, minCount: 2 })],
    ["missing 1 5 in/2018-11-01(-late)?\\.json", "there 2 3", "missing 0 0 in/2018-11-03(-late)?\\.json"],
    ["list in/2018-11-01", "list in/2018-11-02", "list in/2018-11-03"],
  ],
  [
    "keys and narrower patterns under a prefix that is listed anyway are not asked for apart",
    [sensor(DAYS), stage("in/{{ ds }}*"), stage("in/*{{ ds_nodash }}*", { onEmpty: "load" }, "other")],
    ["there 1 5", "there 2 3", "missing 0 0 in/2018-11-03.json in/2018-11-03*"],
    ["list in/"],
  ],
  [
    "files that are too small are not there",
    [sensor(DAYS, { minSize: 2 })],
    ["there 1 5", "missing 1 1 in/2018-11-02.json", "missing 0 0 in/2018-11-03.json"],
    ["head in/2018-11-01.json", "head in/2018-11-02.json", "head in/2018-11-03.json"],
  ],
  [
    "what the task does without is not missing",
    [stage(DAYS, { onEmpty: "skip" })],
    ["there 1 5", "there 1 1", "there 0 0"],
    ["head in/2018-11-01.json", "head in/2018-11-02.json", "head in/2018-11-03.json"],
  ],
  [
    "files of no interval are listed once and are no run's own",
    [stage("songs/")],
    ["", "", ""],
    ["list songs/"],
  ],
  [
    "files of no interval that are missing are missing for every run",
    [stage("nowhere/")],
    ["missing 0 0 nowhere/", "missing 0 0 nowhere/", "missing 0 0 nowhere/"],
    ["list nowhere/"],
  ],
  [
    "tasks that read no lake",
    [taskSpec("sql", { operator: "runSql", params: { sql: "SELECT 1" } })],
    ["", "", ""],
    [],
  ],
  [
    "a pattern that cannot be rendered is unknown",
    [stage("in/{{ params.folder }}/{{ ds }}.json")],
    ["unknown 0 0", "unknown 0 0", "unknown 0 0"],
    [],
  ],
  [
    "a pattern that is none is unknown",
    [sensor("in/{{ ds }}(", { regex: true })],
    ["unknown 0 0", "unknown 0 0", "unknown 0 0"],
    [],
  ],
];

for (const [name, tasks, days, asked] of CASES) {
  test(name, async () => {
    const found = await look({ tasks });
    assert.deepEqual(inWords(found.byRun), days);
    assert.deepEqual(found.asked, asked);
    if (days[0]?.startsWith("unknown")) assert.match(found.notes.join(), /^(stage|sensor): /);
    else assert.deepEqual(found.notes, []);
  });
}

test("shared files are told apart, with their number and size", async () => {
  const { shared } = await look({ tasks: [stage(DAYS), stage("songs/", {}, "songs")] });
  assert.deepEqual(shared, [{ lake: "lake", pattern: "songs/", files: 2, bytes: 6 }]);
});

test("a run's parameters are rendered", async () => {
  const { byRun } = await look({
    tasks: [stage("{{ params.folder }}/{{ ds }}.json")],
    params: { folder: "in" },
  });
  assert.deepEqual(inWords(byRun), NO_THIRD);
});

test("a lake that cannot be read is said once, and what it was asked for is unknown", async () => {
  const refuse = async (): Promise<never> => {
    throw new UserError({ code: "lake-missing", message: "The lake is not there." });
  };
  const lake: Lake = { ...memoryLake(LAKE), head: refuse };
  const { byRun, notes, asked } = await look({ tasks: [stage(DAYS)], days: 30, lake });
  assert.deepEqual(inWords(byRun), ["unknown 0 0", "unknown 0 0", "unknown 0 0"]);
  assert.deepEqual(notes, ["The lake is not there."]);
  assert.ok(asked.length <= 8, "after the first refusal nothing more is asked");
});

test("looking has an end, which is said", async () => {
  const keys = await look({ tasks: [stage(DAYS)], days: 4, limits: { lookups: 2 } });
  assert.deepEqual(inWords(keys.byRun, 4), ["there 1 5", "there 1 1", "unknown 0 0", "unknown 0 0"]);
  assert.deepEqual(keys.notes, ["Only the first 2 keys and prefixes were looked at."]);
  const files = await look({ tasks: [sensor("in/*{{ ds }}*", { wildcard: true })], limits: { objects: 2 } });
  assert.deepEqual(inWords(files.byRun), ["there 1 5", "there 1 2", "unknown 0 0"]);
  assert.deepEqual(files.notes, ["Only the first 2 files were looked at."]);
  const both = await look({
    tasks: [sensor("in/*{{ ds }}*", { wildcard: true })],
    limits: { comparisons: 4 },
  });
  assert.deepEqual(inWords(both.byRun), ["there 1 5", "there 1 2", "unknown 0 0"]);
  assert.deepEqual(both.notes, ["There are too many files for so many patterns to look at all."]);
});

test("looking can be cancelled", async () => {
  const cancel = new AbortController();
  const lake: Lake = {
    ...memoryLake(LAKE),
    head: async (_key, signal) => {
      cancel.abort(new Error("enough"));
      signal?.throwIfAborted();
      return undefined;
    },
  };
  const dag = dagSpec("d", [stage(DAYS)]);
  const run = { runId: "r", kind: "backfill" as const, interval: day(0), params: {}, taskIds: ["stage"] };
  const wanted = wantedSources(dag, [run], OPERATOR_BY_NAME, "lake");
  await assert.rejects(
    lookForSources(wanted, { lake: async () => lake }, LOOK_LIMITS, cancel.signal),
    /enough/,
  );
});

test("whatever the patterns are, the files are those that the operator would find", async () => {
  const key = fc.stringMatching(/^[ab]{1,2}\/[ab1]{1,3}$/);
  const pattern = fc.oneof(key, fc.stringMatching(/^[ab*?]{0,2}\/?[ab1*?]{0,2}[*/]$/));
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 8 }),
      fc.array(pattern, { minLength: 1, maxLength: 5 }),
      async (keys, from) => {
        const lake = memoryLake(Object.fromEntries(keys.map((name, index) => [name, "x".repeat(index)])));
        // With a template in it, no pattern is shared by all intervals.
        const { byRun } = await look({
          tasks: from.map((text, index) => stage(`${text}{{ "" }}`, {}, `t${index}`)),
          days: 1,
          lake,
        });
        const { objects, unmatched } = await listMatching(lake, from.map(parseKeyPattern));
        assert.deepEqual(byRun.get(0), {
          state: unmatched.length > 0 ? "missing" : "there",
          files: objects.length,
          bytes: objects.reduce((sum, { size }) => sum + size, 0),
          missing: [...new Set(unmatched.map(({ text }) => text))],
        });
      },
    ),
  );
});
