import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ResultsFromPage } from "../../../protocol/webview/results.ts";
import { findChromium, NO_CHROMIUM } from "../../vscode/browser.ts";
import { until } from "../../vscode/until.ts";
import { type StubHost, startStubHost } from "../stub-host.ts";
import { fakeSection, fakeTab, number, openResults, type ResultsPage, text } from "./results-host.ts";

const skip = findChromium() === undefined && NO_CHROMIUM;
const started: { host?: StubHost } = {};
before(async () => {
  if (skip === false) started.host = await startStubHost();
});
after(() => started.host?.close());

async function open(options: Parameters<typeof openResults>[1] = {}): Promise<ResultsPage> {
  assert.ok(started.host !== undefined);
  return openResults(started.host, options);
}

const USERS = fakeSection(
  "users",
  [number("id"), text("name"), text("level")],
  [
    [10, "Ada", "paid"],
    [9, null, ""],
    [100, "Grace\tHopper", "free"],
  ],
);

/** The page's policy lets nothing be evaluated by the page itself, which `waitForFunction` does. */
async function becomesTrue({ page }: ResultsPage, expression: string): Promise<void> {
  await until(expression, async () => (await page.evaluate<boolean>(expression)) || undefined);
}

function isPost<K extends ResultsFromPage["kind"]>(kind: K) {
  return (post: ResultsFromPage): post is ResultsFromPage & { readonly kind: K } => post.kind === kind;
}

function cell(row: number, column: number): string {
  return `.grid-cell[data-row="${row}"][data-column="${column}"]`;
}

test("a tab shows its rows, and where and how they came", { skip }, async () => {
  const results = await open();
  await results.show([fakeTab("users", [USERS], { isProduction: true, target: "prod" })], "users");
  await results.page.locator(cell(2, 2)).waitFor();
  assert.deepEqual(await results.rowTexts(0), ["10", "Ada", "paid"]);
  assert.deepEqual(await results.rowTexts(1), ["9", "NULL", ""]);
  assert.equal(await results.page.locator(".grid-cell.null").count(), 1);
  const facts = await results.page.locator(".fact").allInnerTexts();
  assert.deepEqual(facts.slice(0, 5), ["3 rows", "42 ms", "warehouse", "prod", "2018-11-30"]);
  assert.equal(await results.page.locator(".fact.production").textContent(), "prod");
  assert.deepEqual(results.errors, []);
});

test("nothing is shown before it is known what there is", { skip }, async () => {
  const results = await open();
  for (const part of [".grid", ".empty", ".viewer-place"])
    assert.equal(await results.page.locator(part).isVisible(), false, part);
  await results.show([], "");
  await results.page.getByText("Run a statement of a SQL file").waitFor();
  assert.equal(await results.page.locator(".grid").isVisible(), false);
});

test("a click on a column sorts, with NULLs last in both directions", { skip }, async () => {
  const results = await open();
  await results.show([fakeTab("users", [USERS])], "users");
  const [id, name] = [0, 1].map((index) => results.page.locator(`.grid-head-cell[data-column="${index}"]`));
  await id?.click();
  await results.page.locator('.grid-head-cell[data-column="0"][aria-sort="ascending"]').waitFor();
  await becomesTrue(results, "document.querySelector('.grid-cell[data-row=\"0\"]').textContent === '9'");
  await name?.click();
  await name?.click();
  await results.page.locator('.grid-head-cell[data-column="1"][aria-sort="descending"]').waitFor();
  await becomesTrue(
    results,
    "document.querySelector('.grid-cell[data-row=\"2\"][data-column=\"1\"]').textContent === 'NULL'",
  );
  assert.match((await name?.getAttribute("title")) ?? "", /NULLs last/);
});

test("arrow up from the first row goes to the columns' names, where keys sort and set the width", {
  skip,
}, async () => {
  const results = await open();
  const { keyboard } = results.page;
  await results.show([fakeTab("users", [USERS])], "users");
  const active = (id: string): Promise<void> =>
    becomesTrue(results, `document.querySelector(".grid").getAttribute("aria-activedescendant") === "${id}"`);
  const first = (): Promise<readonly string[]> => results.rowTexts(0);
  const name = results.page.locator('.grid-head-cell[data-column="1"]');
  await results.page.locator(cell(1, 0)).click();
  for (const key of ["ArrowUp", "ArrowUp", "ArrowRight"]) await keyboard.press(key);
  await active("head-1");
  assert.match((await name.getAttribute("class")) ?? "", /\bactive\b/);
  await keyboard.press("Enter");
  await results.page.locator('.grid-head-cell[data-column="1"][aria-sort="ascending"]').waitFor();
  await becomesTrue(results, `document.querySelector('${cell(0, 1)}').textContent === "Ada"`);
  await keyboard.press("Enter");
  await results.page.locator('.grid-head-cell[data-column="1"][aria-sort="descending"]').waitFor();
  await active("head-1");
  assert.deepEqual(await first(), ["100", "Grace⇥Hopper", "free"]);
  const before = (await name.boundingBox())?.width ?? 0;
  await keyboard.press("Shift+ArrowRight");
  await becomesTrue(
    results,
    `document.querySelector('.grid-head-cell[data-column="1"]').offsetWidth === ${before + 16}`,
  );
  await keyboard.press("ArrowDown");
  await active("cell-0-0");
});

test("keys select cells, and copying takes them as tab-separated text", { skip }, async () => {
  const results = await open();
  await results.show([fakeTab("users", [USERS])], "users");
  await results.page.locator(cell(1, 1)).click();
  await results.page.keyboard.press("Shift+ArrowDown");
  await results.page.keyboard.press("Shift+End");
  await results.page.locator(`${cell(2, 2)}.active`).waitFor();
  assert.equal(await results.page.locator('[role=gridcell][aria-selected="true"]').count(), 4);
  assert.equal(await results.page.locator(".grid").getAttribute("aria-activedescendant"), "cell-2-2");
  const copied = await results.page.evaluate(`(() => {
    const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
    document.querySelector(".grid").dispatchEvent(event);
    return event.clipboardData.getData("text/plain");
  })()`);
  assert.equal(copied, '\t\n"Grace\tHopper"\tfree');
  await results.page.keyboard.press("Control+a");
  await becomesTrue(
    results,
    "document.querySelectorAll('[role=gridcell][aria-selected=\"true\"]').length === 9",
  );
});

test("the copy menu copies in every format, with names or without", { skip }, async () => {
  const results = await open();
  await results.show([fakeTab("users", [USERS])], "users");
  const copy = async (item: string): Promise<string> => {
    const before = (await results.posted()).length;
    await results.page.locator('[data-focus="Copy"]').click();
    await results.page.getByRole("menuitem", { name: item }).click();
    await becomesTrue(results, `stub.posted.length > ${before}`);
    const last = (await results.posted()).at(-1);
    assert.ok(last?.kind === "copy");
    return last.text;
  };
  assert.equal(await copy("Copy as CSV"), 'id,name,level\r\n10,Ada,paid\r\n9,,""\r\n100,Grace\tHopper,free');
  assert.match(await copy("Copy as Markdown"), /^\| id \| name \| level \|\n\| ---: \|/);
  assert.match(await copy("Copy as JSON"), /"name": null/);
  await results.page.locator('[data-focus="Copy"]').click();
  await results.page.getByRole("menuitemcheckbox").click();
  assert.equal((await copy("Copy as TSV")).split("\n")[0], "10\tAda\tpaid");
});

test("100,000 rows of 200 columns: only what is seen is drawn, to the last row", {
  skip,
  timeout: 120_000,
}, async () => {
  const results = await open();
  const columns = Array.from({ length: 200 }, (_, index) => number(`c${index}`));
  const few = Array.from({ length: 200 }, (_, index) => index);
  const rows = Array.from({ length: 3000 }, (_, index) => [index, ...few.slice(1)]);
  const wide = fakeSection("wide", columns, rows);
  await results.show([fakeTab("wide", [wide])], "wide");
  await results.page.locator(cell(0, 0)).click();
  await results.page.keyboard.press("Control+End");
  await results.page.locator(`${cell(2999, 199)}.active`).waitFor();
  assert.ok((await results.page.locator(".grid-cell").count()) < 3000);
  const long = fakeSection(
    "long",
    [number("n"), text("t")],
    Array.from({ length: 100_000 }, (_, index) => [index, `row ${index}`]),
  );
  await results.show([fakeTab("wide", [wide]), fakeTab("long", [long])], "long");
  await results.page.locator(cell(0, 0)).click();
  await results.page.keyboard.press("Control+End");
  await results.page.locator(`${cell(99_999, 1)}.active`).waitFor();
  assert.equal(await results.page.locator(".grid").getAttribute("aria-rowcount"), "100001");
  assert.equal(await results.page.locator(`${cell(99_999, 1)}`).textContent(), "row 99999");
  assert.ok((await results.page.locator(".grid-cell").count()) < 300);
});

test("more can be fetched, and what comes is added without a jump", { skip }, async () => {
  const results = await open();
  const rows = Array.from({ length: 50 }, (_, index) => [index]);
  const columns = [number("n")];
  const first = fakeSection("v", columns, rows.slice(0, 20), { hasMore: true, rowCount: null });
  await results.show([fakeTab("t", [first])], "t");
  assert.equal(await results.page.locator('[data-testid="rows"]').textContent(), "20+ rows");
  await results.page.locator(cell(5, 0)).click();
  await results.page.getByText("Fetch all").click();
  const fetch = await results.waitForPost(isPost("fetch"));
  assert.deepEqual(fetch, { kind: "fetch", tab: "t", all: true });
  await results.show([fakeTab("t", [fakeSection("v", columns, rows)])], "t");
  await results.page.locator('[data-testid="rows"]', { hasText: "50 rows" }).waitFor();
  await results.page.locator(`${cell(5, 0)}.active`).waitFor();
  assert.equal(await results.page.locator(".grid").getAttribute("aria-rowcount"), "51");
});

test("hostile names and values do nothing but show", { skip }, async () => {
  const results = await open();
  const hostile = [
    '<img src=x onerror="globalThis.hacked=1">',
    "</script><script>hacked=1</script>",
    "\u202Egnp.exe",
    "a\nb\tc",
    "👩‍👩‍👧 'quotes' \"double\" `back`",
    "x".repeat(10_000),
    "$" + "{alert(1)} %%{init}%% {{ds}}",
  ];
  const section = fakeSection("h", hostile.map(text), [hostile, hostile.toReversed()], { notices: hostile });
  const error = { message: hostile.join("\n"), next: hostile[0] ?? "", place: "a.sql:1:1" };
  const tabs = [
    fakeTab("h", [section], {
      title: hostile.join(""),
      sql: hostile.join("\n"),
      detail: hostile.join(""),
      connection: hostile[0] ?? "",
    }),
    fakeTab("e", [], { title: hostile[1] ?? "", state: { kind: "failed", error } }),
  ];
  await results.show(tabs, "h");
  await results.page.locator(cell(0, 0)).dblclick();
  assert.equal(await results.page.locator('[data-testid="cell-value"]').textContent(), hostile[0]);
  assert.equal(await results.page.locator(cell(0, 0)).textContent(), hostile[0]);
  assert.equal(await results.page.locator(cell(0, 3)).textContent(), "a↵b⇥c");
  const width = await results.page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  assert.equal(width, 0, "the page became wider than its frame");
  await results.show(tabs, "e");
  await results.page.locator(".note.error").waitFor();
  assert.equal(await results.page.locator("img, #root script").count(), 0);
  assert.equal(await results.page.evaluate("globalThis.hacked"), undefined);
  assert.deepEqual(results.errors, []);
});

test("what somebody did to a grid is there again when the page is", { skip }, async () => {
  const first = await open();
  await first.show([fakeTab("users", [USERS])], "users");
  await first.page.locator('.grid-head-cell[data-column="0"]').click();
  await first.page.locator(cell(1, 1)).dblclick();
  await first.page.locator(".viewer").waitFor();
  const again = await open({ kept: await first.kept() });
  await again.show([fakeTab("users", [USERS])], "users");
  await again.page.locator('.grid-head-cell[aria-sort="ascending"]').waitFor();
  await again.page.locator(`${cell(1, 1)}.active`).waitFor();
  assert.match((await again.page.locator(".viewer").textContent()) ?? "", /name.*text · row 1/s);
});

test("tabs are chosen, pinned, closed and run again", { skip }, async () => {
  const results = await open();
  const tabs = [fakeTab("a", [USERS]), fakeTab("b", [], { state: { kind: "running" }, milliseconds: null })];
  await results.show(tabs, "a");
  await results.page.locator("#tab-a").focus();
  await results.page.keyboard.press("ArrowRight");
  assert.deepEqual(await results.waitForPost(isPost("select")), { kind: "select", tab: "b" });
  await results.show(tabs, "b");
  await results.page.locator('[data-focus="cancel"]').click();
  assert.deepEqual(await results.waitForPost(isPost("cancel")), { kind: "cancel", tab: "b" });
  await results.page.locator('[data-focus="pin-b"]').click();
  assert.deepEqual(await results.waitForPost(isPost("pin")), {
    kind: "pin",
    tab: "b",
    isPinned: true,
  });
  await results.page.locator('[data-focus="close-b"]').click();
  assert.deepEqual(await results.waitForPost(isPost("close")), { kind: "close", tab: "b" });
  await results.show(tabs.slice(0, 1), "a");
  await results.page.locator('[data-focus="again"]').click();
  assert.deepEqual(await results.waitForPost(isPost("runAgain")), {
    kind: "runAgain",
    tab: "a",
  });
});

test("a dragged column is wider, a double click makes it fit", { skip }, async () => {
  const results = await open();
  await results.show([fakeTab("users", [USERS])], "users");
  const width = async (): Promise<number> =>
    (await results.page.locator(cell(0, 1)).boundingBox())?.width ?? 0;
  const before = await width();
  const handle = results.page.locator('.grid-head-cell[data-column="1"] .grid-handle');
  const box = await handle.boundingBox();
  assert.ok(box !== null);
  await results.page.mouse.move(box.x + 3, box.y + 5);
  await results.page.mouse.down();
  await results.page.mouse.move(box.x + 103, box.y + 5);
  await results.page.mouse.up();
  await until("the width has changed", async () => (await width()) > before + 90);
  await handle.dblclick();
  await until("the width has changed", async () => (await width()) < before + 20);
});

test("several results are shown one at a time, and an error after them with its place", {
  skip,
}, async () => {
  const results = await open();
  const created = fakeSection("c", [], [], { command: "CREATE TABLE", rowCount: null });
  const error = { message: 'relation "x" does not exist', next: null, place: "a.sql:3:15" };
  const tab = fakeTab("file", [created, USERS], { state: { kind: "failed", error } });
  await results.show([tab], "file");
  assert.deepEqual(await results.page.locator(".section").allInnerTexts(), [
    "1 CREATE TABLE",
    "2 SELECT 3 rows",
  ]);
  await results.page.locator(cell(0, 0)).waitFor();
  await results.page.locator(".section").first().click();
  await results.page.locator(".grid").waitFor({ state: "hidden" });
  await results.page.getByText("a.sql:3:15").click();
  assert.deepEqual(await results.waitForPost(isPost("goToError")), {
    kind: "goToError",
    tab: "file",
  });
});
