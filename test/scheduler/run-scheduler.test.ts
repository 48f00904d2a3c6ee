import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { momentOf, schedulerBench } from "./scheduler-bench.ts";

interface Options {
  readonly id?: string;
  readonly schedule?: string;
  readonly catchup?: boolean;
  readonly more?: string;
  /** Calls of `runTask`. */
  readonly tasks?: string;
}

/** A DAG file with one DAG that starts on 2018-11-01 and does nothing. */
function dag({
  id = "d",
  schedule = "@daily",
  catchup = false,
  more = "",
  tasks = 'runTask("a", { run: () => {} });',
}: Options = {}): string {
  return `
import { existsSync } from "node:fs";
import { dag, runTask } from "millrace";
dag({ id: "${id}", schedule: "${schedule}", startDate: "2018-11-01", catchup: ${catchup}, ${more} }, () => {
  ${tasks}
});
`;
}

const FAILS = 'runTask("a", { run: () => { throw new Error("no"); } });';

const D = "d.dag.ts";
const CATCHUP = { [D]: dag({ catchup: true, more: "maxActiveRuns: 3," }) };
const LATEST = { [D]: dag() };

test("thirty days are caught up in their order, a few at a time, and then each day when it has ended", async (t) => {
  const bench = await schedulerBench(t, CATCHUP);
  bench.setClock("2018-12-01T06:00");
  const scheduler = bench.start();
  const states = await scheduler.ended(30);
  const days = Array.from({ length: 30 }, (_, index) => String(index + 1).padStart(2, "0"));
  assert.equal(scheduler.created(), days.join(" "));
  assert.deepEqual(
    states.split(", ").toSorted(),
    days.map((day) => `${day} success`),
  );
  assert.ok(scheduler.mostOpen() <= 3, `${scheduler.mostOpen()} runs were open at a time`);
  const runs = scheduler.session.history().runs({ dagId: "d" });
  assert.deepEqual([...new Set(runs.map(({ kind }) => kind))], ["scheduled"]);
  assert.equal(scheduler.session.history().schedules()[0]?.cursor, momentOf("2018-12-01"));

  bench.setClock("2018-12-01T23:59:59.999");
  await scheduler.looked();
  assert.equal(scheduler.created().split(" ").length, 30);
  bench.setClock("2018-12-02");
  await scheduler.ended(31);
  assert.match(scheduler.created(), / 30 2018-12-01$/);
});

test("without catchup it begins with the latest day, and goes on with every day that ends while it lives", async (t) => {
  const bench = await schedulerBench(t, LATEST);
  bench.setClock("05T12:00");
  const scheduler = bench.start();
  assert.equal(await scheduler.ended(1), "04 success");
  // The machine slept.
  bench.setClock("09T12:00");
  await scheduler.ended(5);
  assert.equal(scheduler.created(), "04 05 06 07 08");
  assert.deepEqual(scheduler.told(), []);
});

test("a clock that is set back and forward repeats nothing and leaves nothing out", async (t) => {
  const bench = await schedulerBench(t, LATEST);
  bench.setClock("05T12:00");
  const scheduler = bench.start();
  await scheduler.ended(1);
  bench.setClock("02T12:00");
  await scheduler.looked();
  bench.setClock("07T12:00");
  await scheduler.ended(3);
  await scheduler.stop();
  bench.setClock("03T12:00");
  const second = bench.start();
  await second.looked();
  bench.setClock("08T12:00");
  await second.ended(1);
  assert.deepEqual([scheduler.created(), second.created()], ["04 05 06", "07"]);
});

test("what passed while no scheduler ran is told, and left out without catchup", async (t) => {
  const bench = await schedulerBench(t, { ...LATEST, "all.dag.ts": dag({ id: "all", catchup: true }) });
  bench.setClock("03T12:00");
  const first = bench.start();
  await first.ended(1);
  await first.ended(2, "all");
  await first.stop();
  bench.setClock("08T12:00");
  const second = bench.start();
  await second.ended(1);
  await second.ended(5, "all");
  assert.deepEqual([second.created(), second.created("all")], ["07", "03 04 05 06 07"]);
  assert.deepEqual(second.told(), ["missed d 4 (away): 03 to 06"]);
});

test("a paused DAG waits, and goes on as after a start", async (t) => {
  const bench = await schedulerBench(t, { ...LATEST, "all.dag.ts": dag({ id: "all", catchup: true }) });
  bench.setClock("03T12:00");
  const scheduler = bench.start();
  await scheduler.ended(1);
  await scheduler.ended(2, "all");
  const other = bench.session();
  const append = (type: "schedule.paused" | "schedule.resumed") =>
    other.history().append(["d", "all"].map((dagId) => ({ type, at: 0, dagId })));
  append("schedule.paused");
  await scheduler.until(() => scheduler.told().length === 2);
  bench.setClock("06T12:00");
  await scheduler.looked();
  assert.deepEqual([scheduler.created(), scheduler.created("all")], ["02", "01 02"]);
  append("schedule.resumed");
  await scheduler.ended(2);
  await scheduler.ended(5, "all");
  assert.deepEqual([scheduler.created(), scheduler.created("all")], ["02 05", "01 02 03 04 05"]);
  assert.deepEqual(scheduler.told().toSorted(), [
    "missed d 2 (paused): 03 to 04",
    "paused all",
    "paused d",
    "resumed all",
    "resumed d",
  ]);
});

test("an interval with a run is not run again; a run of other hours that begins with it is", async (t) => {
  const bench = await schedulerBench(t, CATCHUP);
  bench.setClock("03T12:00");
  const other = bench.session();
  const run = (when: { date?: string; start?: string; end?: string }) =>
    other.execute(
      { kind: "run", dagId: "d", params: {}, ...when },
      { onEvents: () => {}, signal: new AbortController().signal },
    );
  await run({ date: "2018-11-01" });
  await run({ start: "2018-11-02T00:00", end: "2018-11-02T06:00" });
  const scheduler = bench.start();
  const history = other.history();
  await scheduler.until(() =>
    history
      .runs({})
      .every(({ state, interval }) => state === "success" && interval.end.endsWith("T00:00:00.000Z")),
  );
  await scheduler.looked();
  assert.equal(scheduler.created(), "");
  assert.deepEqual(
    history
      .runs({})
      .map(({ runId, interval, kind }) => [interval.end, kind, history.tries(runId, "a").length]),
    [
      [momentOf("03"), "manual", 2],
      [momentOf("02"), "manual", 1],
    ],
  );
});

test("a DAG that is edited changes for the runs that follow; with another schedule it goes on without overlap", async (t) => {
  const bench = await schedulerBench(t, CATCHUP);
  bench.setClock("03T12:00");
  const scheduler = bench.start();
  await scheduler.ended(2);
  await bench.write(D, dag({ catchup: true, tasks: 'runTask("b", { run: () => {} });' }));
  bench.setClock("04");
  await scheduler.ended(3);
  const history = scheduler.session.history();
  const tasks = () =>
    history.runs({}).map(({ runId }) =>
      history
        .tasks(runId)
        .map(({ taskId }) => taskId)
        .join(" "),
    );
  assert.deepEqual(tasks(), ["b", "a", "a"]);

  await bench.write(D, dag({ catchup: true, schedule: "0 */6 * * *" }));
  bench.setClock("04T13:00");
  await scheduler.ended(5);
  assert.equal(scheduler.created(), "01 02 03 04 04T06:00");
  await bench.write(D, dag({ catchup: true, schedule: "0 10 * * *" }));
  await scheduler.until(() => scheduler.told().length > 0);
  bench.setClock("06T10:00");
  await scheduler.ended(6);
  assert.equal(scheduler.created(), "01 02 03 04 04T06:00 05T10:00");
  assert.deepEqual(scheduler.told(), ["gap d 04T12:00 to 05T10:00"]);
});

test("a broken DAG does not run, others do, and what ended meanwhile follows when it is mended", async (t) => {
  const bench = await schedulerBench(t, { ...LATEST, "other.dag.ts": dag({ id: "other" }) });
  bench.setClock("03T12:00");
  const scheduler = bench.start();
  await scheduler.ended(1);
  await scheduler.ended(1, "other");
  await bench.write(D, `${dag()}\nthis is no TypeScript`);
  await scheduler.until(() => scheduler.told().includes("lost d"));
  bench.setClock("05T12:00");
  await scheduler.ended(3, "other");
  await scheduler.looked();
  // Another mistake in another place; the first one is not told again.
  await bench.write("other.dag.ts", `${dag({ id: "other" })}\ndag({`);
  await scheduler.until(() => scheduler.told().includes("lost other"));
  assert.equal(scheduler.created(), "02");
  await bench.write(D, dag());
  await scheduler.ended(3);
  assert.equal(scheduler.created(), "02 03 04");
  assert.deepEqual(
    scheduler.told().map((line) => line.replace(/:\d+$/, "")),
    ["problem d.dag.ts", "lost d", "problem other.dag.ts", "lost other", "found d"],
  );
});

test("a DAG that is new or gone, and settings that have changed, are told", async (t) => {
  const bench = await schedulerBench(t, LATEST);
  bench.setClock("03T12:00");
  const scheduler = bench.start();
  await scheduler.ended(1);
  await bench.write("new.dag.ts", dag({ id: "new", catchup: true }));
  assert.equal(await scheduler.ended(2, "new").then(() => scheduler.created("new")), "01 02");
  await bench.remove(D);
  await scheduler.until(() => scheduler.told().includes("lost d"));
  bench.setClock("04T12:00");
  await scheduler.ended(3, "new");
  assert.equal(scheduler.created(), "02");
  await writeFile(path.join(bench.workspace, "millrace.json"), "{}");
  await scheduler.until(() => scheduler.told().length === 3);
  assert.deepEqual(scheduler.told(), ["found new", "lost d", "config-changed"]);
});

test("one that is stopped cancels what runs, and the next one goes on with it; what a user cancelled stays so", async (t) => {
  const bench = await schedulerBench(t, {});
  const gate = JSON.stringify(path.join(bench.workspace, "open"));
  const wait = `while (!existsSync(${gate})) await new Promise((resolve) => setTimeout(resolve, 5));`;
  const tasks = `runTask("a", { run: async () => { ${wait} } });`;
  await bench.write(D, dag({ catchup: true, more: "maxActiveRuns: 2,", tasks }));
  bench.setClock("04");
  const scheduler = bench.start();
  const history = scheduler.session.history();
  const running = () => history.runs({ states: ["running"] }).map(({ interval }) => interval.start);
  await scheduler.until(() => running().length === 2);
  const second = history.runAt("d", momentOf("02"))?.runId ?? "";
  await bench.session().control({ kind: "cancel", scope: { runIds: [second] } });
  await scheduler.until(() => running().includes(momentOf("03")));
  await scheduler.stop();

  await writeFile(path.join(bench.workspace, "open"), "");
  const next = bench.start();
  const states = () =>
    next.session
      .history()
      .runs({})
      .map(({ state }) => state);
  assert.deepEqual(states(), ["cancelled", "cancelled", "cancelled"]);
  await next.until(() => states().filter((state) => state === "success").length === 2);
  await next.looked();
  assert.deepEqual(states(), ["success", "cancelled", "success"]);
  assert.deepEqual(next.told(), ["continued d 2"]);
});

test("a history that cannot be written ends it", async (t) => {
  const bench = await schedulerBench(t, LATEST);
  bench.setClock("05T12:00");
  const scheduler = bench.start();
  await scheduler.ended(1);
  const database = new DatabaseSync(path.join(bench.workspace, ".millrace", "history.db"));
  database.exec("DROP TABLE task_try");
  database.close();
  bench.setClock("06");
  await assert.rejects(scheduler.ended(2), /task_try/);
  assert.equal(bench.session().owner(), undefined, "the workspace is free");
});

test("once does what is due, and ends", async (t) => {
  const bench = await schedulerBench(t, { ...CATCHUP, "fails.dag.ts": dag({ id: "fails", tasks: FAILS }) });
  bench.setClock("12T12:00");
  const first = await bench.once();
  assert.equal(first.created().split(" ").length, 11);
  assert.equal(await first.ended(1, "fails"), "11 failed");
  const second = await bench.once();
  assert.deepEqual([second.created(), second.created("fails")], ["", ""]);
});
