import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FromBackfillForm } from "../../../protocol/webview/backfill.ts";
import { findChromium, NO_CHROMIUM } from "../../vscode/browser.ts";
import { useStubHost } from "../use-stub-host.ts";
import { ANSWERS, type BackfillPage, DAYS, openForm, preview, row, SUBJECT } from "./forms.ts";

const isChange = (message: FromBackfillForm) => message.kind === "changed";
const isRun = (message: FromBackfillForm) => message.kind === "run";
const lastChange = async ({ posted }: BackfillPage) => (await posted()).filter(isChange).at(-1);

describe("the backfill form", { skip: findChromium() === undefined ? NO_CHROMIUM : false }, () => {
  const theHost = useStubHost();

  it("shows the plan, and runs what it shows", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    assert.equal(await page.getByTestId("preview-row").count(), 4);
    assert.match((await page.getByTestId("summary").textContent()) ?? "", /^4 runs: 3 new/);
    assert.equal(await page.getByTestId("interval-count").textContent(), " · 4 intervals");
    await page.getByTestId("run").click();
    assert.deepEqual(await form.waitForPost(isRun), { kind: "run", version: 0, production: null });
    await form.tell({ kind: "starting" });
    await form.tell({ kind: "started", text: "b4 started: 3 runs" });
    await page.getByText("b4 started: 3 runs").waitFor();
    await page.getByText("Open Graph").click();
    await form.waitForPost((message) => message.kind === "open-graph");
    assert.deepEqual(form.errors, []);
    await page.close();
  });

  it("tells every change, and runs nothing until there is a plan of it", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    await page.getByLabel("From", { exact: true }).fill("2018-11-05");
    assert.deepEqual(await lastChange(form), {
      kind: "changed",
      version: 1,
      answers: { ...ANSWERS, from: "2018-11-05" },
    });
    await page.keyboard.press("Control+Enter");
    // About answers that are no more.
    await form.tell({ kind: "preview", version: 0, preview: preview(DAYS), hasChanged: false });
    await page.keyboard.press("Control+Enter");
    assert.equal((await form.posted()).some(isRun), false);
    assert.equal(await page.getByTestId("status").textContent(), "Planning…");
    assert.equal(await page.locator(".preview.stale").count(), 1);
    await form.tell({
      kind: "preview",
      version: 1,
      preview: preview([row("2018-11-05")]),
      hasChanged: false,
    });
    assert.equal(await page.locator(".preview.stale").count(), 0);
    await page.keyboard.press("Control+Enter");
    assert.deepEqual(await form.waitForPost(isRun), { kind: "run", version: 1, production: null });
    await page.close();
  });

  it("is filled in by keyboard alone", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    await page.getByLabel("Missing", { exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    assert.equal((await lastChange(form))?.answers.policy, "failed");
    await page.getByLabel("All 6").focus();
    await page.keyboard.press("ArrowDown");
    assert.equal((await lastChange(form))?.answers.subset, "only");
    await page.keyboard.press("Tab");
    await page.keyboard.type("quality");
    assert.equal((await lastChange(form))?.answers.selection, "quality");
    await page.getByLabel("Runs at a time").focus();
    await page.keyboard.type("3");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.getByLabel("region").focus();
    await page.keyboard.press("ArrowDown");
    const { answers } = (await lastChange(form)) ?? {};
    assert.deepEqual(answers, {
      ...ANSWERS,
      policy: "failed",
      subset: "only",
      selection: "quality",
      maxActiveRuns: "3",
      order: "desc",
      stopOnFailure: true,
      params: { region: "us" },
    });
    await page.close();
  });

  it("is filled in by the extension, and keeps what is typed when only the DAG has changed", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    const filled = { answers: { ...ANSWERS, from: "2018-11-09" }, version: 1 };
    await form.tell({ kind: "subject", subject: SUBJECT, filled });
    assert.equal(await page.getByTestId("from").inputValue(), "2018-11-09");
    assert.equal(await page.getByTestId("status").textContent(), "Planning…");
    await form.tell({ kind: "preview", version: 1, preview: preview(DAYS), hasChanged: false });
    await page.getByTestId("to").focus();
    await form.tell({ kind: "subject", subject: { ...SUBJECT, schedule: "Every hour, UTC" }, filled: null });
    await page.getByText("Every hour, UTC").waitFor();
    assert.equal(await page.getByTestId("from").inputValue(), "2018-11-09");
    assert.equal(await page.evaluate("document.activeElement.id"), "to");
    assert.equal(await page.getByTestId("status").textContent(), "");
    await page.close();
  });

  it("fills in a range that is meant often, with its policy", async () => {
    const form = await openForm(theHost());
    await form.page.getByRole("button", { name: "2 failed runs" }).click();
    const { answers } = (await lastChange(form)) ?? {};
    assert.deepEqual(answers, { ...ANSWERS, from: "2018-11-03", to: "2018-11-09", policy: "failed" });
    assert.equal(await form.page.getByLabel("From", { exact: true }).inputValue(), "2018-11-03");
    assert.equal(await form.page.getByLabel("Missing and failed").isChecked(), true);
    await form.page.close();
  });

  it("takes picked days and times, and keeps typed ones that a picker does not know", async () => {
    const form = await openForm(theHost(), { subject: { ...SUBJECT, isWithinDays: true } });
    const { page } = form;
    await page.getByLabel("Pick the first day").fill("2018-11-08T06:30");
    assert.equal(await page.getByTestId("from").inputValue(), "2018-11-08T06:30");
    await page.getByLabel("Pick the last day").fill("2018-11-09T00:00");
    await page.getByTestId("from").fill("2018-11-08T06:30+02:00");
    assert.equal(await page.getByLabel("Pick the first day").inputValue(), "");
    const { answers } = (await lastChange(form)) ?? {};
    assert.deepEqual([answers?.from, answers?.to], ["2018-11-08T06:30+02:00", "2018-11-09"]);
    await page.close();
  });

  it("takes ticked tasks and typed ones for the same", async () => {
    const form = await openForm(theHost(), { answers: { ...ANSWERS, subset: "only", selection: "quality" } });
    const { page } = form;
    assert.equal(await page.getByRole("checkbox", { name: "quality" }).isChecked(), true);
    await page.getByRole("checkbox", { name: "load_users" }).check();
    await page.getByRole("button", { name: "With all that it waits for: load_users" }).click();
    assert.equal((await lastChange(form))?.answers.selection, "quality, +load_users");
    await page.getByLabel("Selection").fill("load_users");
    assert.equal(await page.getByRole("checkbox", { name: "quality" }).isChecked(), false);
    await page.close();
  });

  it("shows what is wrong at its field", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    await page.getByLabel("To, included").fill("tomorrow");
    await form.tell({ kind: "problems", version: 1, problems: { to: '"tomorrow" is not a date.' } });
    const field = page.getByLabel("To, included");
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    const described = (await field.getAttribute("aria-describedby")) ?? "";
    assert.equal(await page.locator(`#${described}`).textContent(), '"tomorrow" is not a date.');
    assert.equal(await page.getByTestId("run").getAttribute("disabled"), "");
    await field.fill("2018-11-30");
    assert.equal(await field.getAttribute("aria-invalid"), null);
    await page.close();
  });

  it("asks before rows are loaded twice", async () => {
    const form = await openForm(theHost(), { preview: preview(DAYS, { duplicates: 2 }) });
    const { page } = form;
    await page.keyboard.press("Control+Enter");
    assert.equal((await form.posted()).some(isRun), false);
    await page.getByTestId("agree-duplicates").check();
    await page.keyboard.press("Control+Enter");
    await form.waitForPost(isRun);
    // The plan has changed: nobody has agreed to this one.
    await form.tell({
      kind: "preview",
      version: 0,
      preview: preview(DAYS, { duplicates: 3 }),
      hasChanged: true,
    });
    await page.getByText("What would run has changed meanwhile").waitFor();
    assert.equal(await page.getByTestId("agree-duplicates").isChecked(), false);
    await page.close();
  });

  it("has a production target's name typed, and runs nothing on a read-only one", async () => {
    const target = { name: "prod", description: "The real one", production: true, readOnly: false };
    const form = await openForm(theHost(), { subject: { ...SUBJECT, target } });
    await form.page.getByText("prod is a production target. The real one").waitFor();
    await form.page.getByTestId("production").fill("pro");
    await form.page.keyboard.press("Control+Enter");
    assert.equal((await form.posted()).some(isRun), false);
    await form.page.getByTestId("production").fill("prod");
    await form.page.keyboard.press("Control+Enter");
    assert.deepEqual(await form.waitForPost(isRun), { kind: "run", version: 0, production: "prod" });
    await form.page.close();

    const readOnly = await openForm(theHost(), {
      subject: { ...SUBJECT, target: { ...target, readOnly: true } },
    });
    assert.match(
      (await readOnly.page.getByTestId("status").textContent()) ?? "",
      /^The target prod is read-only/,
    );
    await readOnly.page.keyboard.press("Control+Enter");
    assert.equal((await readOnly.posted()).some(isRun), false);
    await readOnly.page.close();
  });

  it("has no more room around a short plan than its rows need", async () => {
    const rows = DAYS.slice(0, 1);
    const form = await openForm(theHost(), { preview: preview(rows) });
    const { page } = form;
    const heightOf = async (selector: string): Promise<number> =>
      (await page.locator(selector).boundingBox())?.height ?? 0;
    await page.getByText("Nothing to run: every interval is left out.").waitFor();
    assert.equal(await heightOf(".scroller"), (await heightOf(".scroller .table")) + 2);
    await page.close();
  });

  it("draws a year of hours a screen at a time, and filters it", async () => {
    const hours = Array.from({ length: 8760 }, (_, index) =>
      index % 10 === 0
        ? row(`hour ${index}`, { action: "skip", actionText: "left out", reason: "succeeded before" })
        : row(`hour ${index}`),
    );
    const form = await openForm(theHost(), { preview: preview(hours) });
    const { page } = form;
    const rows = page.getByTestId("preview-row");
    assert.ok((await rows.count()) < 100);
    await page.getByRole("group", { name: "Preview" }).focus();
    await page.keyboard.press("End");
    await page.getByText("hour 8759").waitFor();
    assert.ok((await rows.count()) < 100);
    await page.getByTestId("filter").selectOption("skip");
    await page.getByText("hour 8750").waitFor();
    assert.equal(await page.getByTestId("preview-table").getAttribute("aria-rowcount"), "877");
    await page.close();
  });

  it("comes back as it was", async () => {
    const first = await openForm(theHost());
    await first.page.getByLabel("From", { exact: true }).fill("2018-11-12");
    const kept = await first.kept();
    await first.page.close();
    assert.deepEqual(kept, {
      folder: "file:///work",
      dagId: "sparkify",
      answers: { ...ANSWERS, from: "2018-11-12" },
    });
    const again = await theHost().open<FromBackfillForm, never>("backfill", { kept });
    const ready = await again.waitForPost((message) => message.kind === "ready");
    assert.deepEqual(ready.kept, { ...ANSWERS, from: "2018-11-12" });
    await again.page.close();
  });

  it("only shows hostile names", async () => {
    const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>"'\n\u202e😀`;
    const long = "x".repeat(10_000);
    const form = await openForm(theHost(), {
      subject: {
        ...SUBJECT,
        dagId: hostile,
        description: long,
        tasks: [
          { id: hostile, operator: hostile },
          { id: long, operator: long },
        ],
        groups: [hostile],
        params: {
          [hostile]: { type: "string", default: hostile, description: hostile, choices: [hostile, long] },
        },
        ranges: [{ label: hostile, from: hostile, to: hostile }],
        target: { name: hostile, description: hostile, production: true, readOnly: false },
      },
      answers: { ...ANSWERS, subset: "only", selection: hostile },
      preview: preview([row(hostile, { reason: hostile, tasks: hostile, files: long })], {
        summary: hostile,
        notes: [{ kind: "warning", text: hostile, runs: long }],
      }),
    });
    const { page } = form;
    await form.tell({ kind: "problems", version: 0, problems: { selection: hostile, form: long } });
    assert.equal(await page.title(), "backfill");
    assert.equal(await page.locator("img, #root script").count(), 0);
    assert.equal((await page.locator("h1").textContent())?.includes("<img src=x"), true);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
    assert.deepEqual(form.errors, []);
    await page.close();
  });

  it("has room in a narrow panel", async () => {
    const form = await openForm(theHost(), { options: { size: { width: 400, height: 700 } } });
    assert.equal(await form.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
    assert.equal(await form.page.getByTestId("run").isVisible(), true);
    await form.page.close();
  });
});
