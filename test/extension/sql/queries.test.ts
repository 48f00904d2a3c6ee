import assert from "node:assert/strict";
import { test } from "node:test";
import { RunnerError } from "../../../extension/runner-error.ts";
import { createQueries, type Queries } from "../../../extension/sql/queries.ts";
import { queryKey } from "../../../extension/sql/query-key.ts";
import type { QueryWorld } from "../../../extension/sql/query-world.ts";
import { type ResultTabs, resultTabs } from "../../../extension/sql/result-tabs.ts";
import { cancelSql, closeSql, executeSql, fetchRows } from "../../../protocol/rpc/sql.ts";
import { type FakeRunner, fakeRunner, resultOf } from "./fake-runner.ts";
import { requestOf, tabOf } from "./tabs.ts";

function start(world: Partial<QueryWorld> = {}): { runner: FakeRunner; tabs: ResultTabs; queries: Queries } {
  const runner = fakeRunner(world);
  const tabs = resultTabs(runner.world.onError);
  return { runner, tabs, queries: createQueries(tabs, runner.world) };
}

const methods = ({ asked }: FakeRunner): readonly string[] => asked.map(({ method }) => method);
const refusal = (code: string): RunnerError => new RunnerError({ code, message: "No.", retryable: false });
const reject = (code: string) => (): never => {
  throw refusal(code);
};

test("a statement's tab runs, and then has its rows", async () => {
  const { runner, tabs, queries } = start();
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof resultOf>[]>();
  runner.answer(executeSql, () => promise);
  const running = queries.run(requestOf("SELECT n"));
  assert.equal(queries.runningIn("file:///w/a.sql")?.state.kind, "running");
  resolve([resultOf([[1], [2]])]);
  const tab = await running;
  assert.equal(tab.state.kind, "done");
  assert.deepEqual(tabs.all[0]?.sections[0]?.rows, [[1], [2]]);
  assert.equal(queries.runningIn("file:///w/a.sql"), undefined);
  assert.deepEqual(methods(runner), [executeSql.method]);
});

test("more rows come page by page, or all, until there are no more", async () => {
  const { runner, tabs, queries } = start();
  runner.answer(executeSql, () => [resultOf([[1], [2]], { hasMore: true, rowCount: null })]);
  const tab = await queries.run(requestOf("SELECT n"));
  runner.answer(fetchRows, () => ({ rows: [[3]], cut: [{ row: 0, column: 0, length: 99 }], hasMore: true }));
  await queries.more.fetch(tab, false);
  assert.deepEqual(tabs.all[0]?.sections[0]?.cut, [{ row: 2, column: 0, length: 99 }]);
  runner.answer(fetchRows, () => ({ rows: [[4]], cut: [], hasMore: true }));
  runner.answer(fetchRows, () => ({ rows: [[5]], cut: [], hasMore: false }));
  await queries.more.fetch(tab, true);
  const [now] = tabs.all;
  assert.deepEqual(now?.sections[0]?.rows.flat(), [1, 2, 3, 4, 5]);
  assert.deepEqual(
    [now?.sections[0]?.hasMore, now?.sections[0]?.rowCount, now?.isFetching],
    [false, 5, false],
  );
  assert.deepEqual(
    runner.asked.map(({ params }) => params["rows"]),
    [2, 2, 5000, 5000],
  );
});

test("what goes wrong with fetching is said, and what is there stays", async () => {
  const { runner, tabs, queries } = start();
  runner.answer(executeSql, () => [resultOf([[1]], { hasMore: true })]);
  const tab = await queries.run(requestOf("SELECT n"));
  runner.answer(fetchRows, reject("query-closed"));
  await queries.more.fetch(tab, true);
  assert.equal(tabs.all[0]?.fetchProblem, "No.");
  assert.equal(tabs.all[0]?.sections[0]?.rows.length, 1);
});

test("of several statements each is there when it is done, also when a later one fails", async () => {
  const { runner, tabs, queries } = start();
  const { promise, reject } = Promise.withResolvers<never>();
  runner.answer(executeSql, () => promise);
  const running = queries.run(requestOf("SELECT 1; SELECT 2; SELECT 3"));
  // The request is sent when the client is there.
  await Promise.resolve();
  const [{ queryId } = { queryId: null }] = tabs.all;
  runner.statementDone("another", 0, resultOf([[9]]));
  runner.statementDone(queryId ?? "", 0, resultOf([[1]]));
  runner.statementDone(queryId ?? "", 1, resultOf([[2]], { offset: 10 }));
  assert.deepEqual(
    tabs.all[0]?.sections.map(({ offset }) => offset),
    [0, 10],
  );
  reject(refusal("sql-failed"));
  const tab = await running;
  assert.equal(tab.state.kind, "failed");
  assert.deepEqual(
    tab.sections.map(({ rows }) => rows),
    [[[1]], [[2]]],
  );
});

test("writing on a production target is asked for, once for each statement", async () => {
  const questions: string[] = [];
  const answers = ["prod", undefined];
  const consent = async (target: string): Promise<string | undefined> => {
    questions.push(target);
    return answers.shift();
  };
  const { runner, queries } = start({ consent });
  runner.answer(executeSql, reject("production-target"));
  runner.answer(executeSql, () => [resultOf([])]);
  assert.equal((await queries.run(requestOf("DELETE FROM t"))).state.kind, "done");
  runner.answer(executeSql, reject("production-target"));
  assert.equal((await queries.run(requestOf("DELETE FROM t"))).state.kind, "cancelled");
  assert.deepEqual(questions, ["prod", "prod"]);
  assert.deepEqual(
    runner.asked.map(({ params }) => params["consent"]),
    [undefined, "prod", undefined],
  );
});

test("a tab that is closed or replaced lets go of its statement", async () => {
  const { runner, tabs, queries } = start();
  const { promise } = Promise.withResolvers<never>();
  runner.answer(executeSql, () => [resultOf([[1]], { hasMore: true })]);
  await queries.run(requestOf("SELECT n"));
  runner.answer(executeSql, () => promise);
  void queries.run(requestOf("SELECT n"));
  assert.equal(tabs.all.length, 1);
  const [running] = tabs.all;
  await Promise.resolve();
  tabs.close(running?.id ?? "");
  await Promise.resolve();
  assert.deepEqual(
    methods(runner).toSorted(),
    [cancelSql.method, closeSql.method, executeSql.method, executeSql.method].toSorted(),
  );
});

test("a pinned tab stays where it is, and of the others the oldest goes when there are too many", () => {
  const { tabs } = start();
  tabs.open(tabOf("a", { key: "same", isPinned: true }));
  tabs.open(tabOf("b", { key: "same" }));
  tabs.open(tabOf("c", { key: "same" }));
  assert.deepEqual(
    tabs.all.map(({ id }) => id),
    ["a", "c"],
  );
  for (let count = 0; count < 30; count += 1) tabs.open(tabOf(`n${count}`));
  assert.equal(tabs.all.length, 20);
  assert.equal(tabs.all[0]?.id, "a");
  assert.equal(tabs.active, "n29");
});

test("closing the active tab shows the one that takes its place", () => {
  const { tabs } = start();
  for (const id of ["a", "b", "c"]) tabs.open(tabOf(id));
  tabs.select("b");
  tabs.close("b");
  assert.equal(tabs.active, "c");
  tabs.close("c");
  assert.equal(tabs.active, "a");
  tabs.close("a");
  assert.equal(tabs.active, null);
});

test("a statement has the tab of its text, wherever it is now, or that of its line", () => {
  const source = { startColumn: 0, file: null };
  const first = tabOf("1", {
    key: "k1",
    request: requestOf("SELECT 1", { source: { ...source, text: "SELECT 1", startLine: 0 } }),
  });
  const second = tabOf("2", {
    key: "k2",
    request: requestOf("SELECT 2", { source: { ...source, text: "SELECT 2", startLine: 4 } }),
  });
  const key = (text: string, startLine: number, document = "file:///w/a.sql"): string =>
    queryKey([first, second], document, { text, startLine }, "new");
  assert.equal(key("SELECT 2", 0), "k2");
  assert.equal(key("SELECT 3", 4), "k2");
  assert.equal(key("SELECT 3", 5), "new");
  assert.equal(key("SELECT 1", 0, "file:///w/b.sql"), "new");
  assert.equal(
    queryKey([{ ...first, isPinned: true }], "file:///w/a.sql", { text: "SELECT 1", startLine: 0 }, "new"),
    "new",
  );
});
