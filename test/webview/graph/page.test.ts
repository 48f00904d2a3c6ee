import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { FromGraphPage } from "../../../protocol/webview/graph.ts";
import { findChromium, NO_CHROMIUM } from "../../vscode/browser.ts";
import { type GraphPage, type GraphPages, startGraphPages } from "./graph-page.ts";
import { HOSTILE_NAMES } from "./hostile-names.ts";
import { detailOf, instance, largeDag, RUN, SAMPLE, SUBJECT, show, task } from "./sample-graph.ts";

const chromium = findChromium();

describe("graph page", { skip: chromium === undefined && NO_CHROMIUM }, () => {
  const started: { pages?: GraphPages } = {};
  before(async () => {
    started.pages = await startGraphPages(chromium ?? "");
  });
  after(() => started.pages?.close());

  /** Opens a page, and closes it after: what went wrong in it fails the test. */
  const withPage = async (
    act: (page: GraphPage) => Promise<void>,
    options?: Parameters<GraphPages["open"]>[0],
  ): Promise<void> => {
    const page = await started.pages?.open(options);
    assert(page !== undefined);
    try {
      await act(page);
      assert.deepEqual(page.mishaps, []);
    } finally {
      await page.page.close();
    }
  };

  it("draws each task with what it is like, and says it to screen readers", async () => {
    await withPage(async ({ page, send }) => {
      const checks = { passed: 3, warned: 0, failed: 0, skipped: 0 };
      const done = instance("staging.events", "success", { startedAt: 0, endedAt: 1200, rows: 388, checks });
      await send(show(SAMPLE, [done, instance("load", "failed")]));
      const node = page.locator('g.node[data-key="t:staging.events"]');
      await node.waitFor();
      assert.equal(await page.locator("g.node").count(), 6);
      assert.equal(
        await node.getAttribute("aria-label"),
        "staging.events, runSql, success, 1.2 seconds, 388 rows, 3 checks passed",
      );
      assert.equal(await node.getAttribute("role"), "button");
      assert.deepEqual(await node.locator("text:not(.far-name)").allTextContents(), [
        "events",
        "runSql",
        "1.2 s · 388 rows",
        "✓3",
      ]);
      const failed = page.locator('g.node[data-key="t:load"]');
      // By shape too, not only by colour.
      assert.notEqual(
        await failed.locator(".state-icon").innerHTML(),
        await node.locator(".state-icon").innerHTML(),
      );
      assert.deepEqual((await page.locator(".frame-name").allTextContents()).sort(), [
        "dimensions",
        "staging",
      ]);
    });
  });

  it("patches what changed, and nothing else", async () => {
    await withPage(async ({ page, send }) => {
      await send({ kind: "measure" });
      await send(show(SAMPLE, [instance("load", "queued")]));
      await page.locator("g.node").first().waitFor();
      await page.evaluate(`
        window.changed = new Set();
        new MutationObserver((records) => {
          for (const { target } of records) {
            const element = target instanceof Element ? target : target.parentElement;
            window.changed.add(element.closest("g.node")?.dataset.key ?? element.outerHTML.slice(0, 80));
          }
        }).observe(document.querySelector("g.viewport"), { subtree: true, childList: true, attributes: true, characterData: true });
      `);
      await send({ kind: "update", at: Date.now(), run: RUN, instances: [instance("load", "success")] });
      await page.locator('g.node[data-key="t:load"][data-state="success"]').waitFor();
      await page.waitForFunction(() => Reflect.get(globalThis, "__millraceBench").updates.length === 1);
      assert.deepEqual(await page.evaluate("[...window.changed]"), ["t:load"]);
      // A whole snapshot of the same shape needs no layout either.
      await send(show(SAMPLE, [instance("load", "failed")]));
      await page.locator('g.node[data-key="t:load"][data-state="failed"]').waitFor();
      assert.equal(await page.evaluate("window.__millraceBench.layouts"), 1);
      // A change of the DAG file does.
      await send(show({ ...SAMPLE, tasks: [...SAMPLE.tasks, task("after", ["checks"])] }));
      await page.locator('g.node[data-key="t:after"]').waitFor();
      assert.equal(await page.evaluate("window.__millraceBench.layouts"), 2);
    });
  });

  it("only shows hostile names", async () => {
    await withPage(async ({ page, send }) => {
      const ids = HOSTILE_NAMES;
      const group = ids[0] ?? "";
      const dag = {
        id: group,
        groups: [{ id: group }],
        tasks: ids.map((id, index) => ({
          ...task(id, index === 0 ? [] : [ids[index - 1] ?? ""], index < 2 ? group : undefined),
          operator: id,
          description: id,
        })),
      };
      const run = { ...RUN, label: group };
      await send(
        show(
          dag,
          ids.map((id) => instance(id, "running")),
          run,
        ),
      );
      await page.locator("g.node").first().waitFor();
      assert.equal(await page.locator("g.node").count(), ids.length);
      for (const id of ids) {
        await send({ kind: "reveal", taskId: id });
        const texts = { name: id, observed: id, expected: id };
        await send(
          detailOf(id, {
            note: id,
            params: { [id]: id },
            sql: [
              { param: id, file: id, text: id },
              { param: id, file: null, text: "", problem: id },
            ],
            logTail: [id],
            hasLog: true,
            tries: [{ tryNumber: 1, startedAt: 0, endedAt: 1, outcome: id, error: id }],
            loads: [{ table: id, read: 1, inserted: 1, updated: 0, deleted: 0, rejected: 0, total: null }],
            checks: [{ ...texts, outcome: "fail", hasFailingRows: true }],
          }),
        );
      }
      await page.getByRole("combobox").fill("<");
      await send({ kind: "runs", runs: [run], hasMore: false, isMore: false });
      await page.getByRole("menu").waitFor();
      await send({ kind: "said", text: group, isError: true });
      await send({ kind: "detailFailed", taskId: ids.at(-1) ?? "", message: group });
      // Nothing has become an element, and the text is there as it is.
      assert.equal(await page.locator("main img, main script, main b, main strong").count(), 0);
      assert.equal(await page.evaluate("window.pwned"), undefined);
      const labels = await page.locator("g.node").evaluateAll((nodes) => nodes.map((node) => node.ariaLabel));
      for (const id of ids.slice(0, 10)) {
        const line = id.replaceAll("\n", "\\n");
        assert(
          labels.some((label) => label?.startsWith(`${line}, ${line}, running`)),
          line,
        );
      }
      const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      assert.equal(wide, false, "the page is pushed apart");
    });
  });

  it("goes from node to node with the arrow keys, and opens details with Enter", async () => {
    await withPage(async ({ page, send, posted }) => {
      await send(show(SAMPLE));
      await page.locator('g.node[tabindex="0"]').focus();
      const focused = (): Promise<unknown> => page.evaluate("document.activeElement.dataset.key");
      assert.equal(await focused(), "t:staging.events");
      await page.keyboard.press("ArrowRight");
      assert.equal(await focused(), "t:load");
      await page.keyboard.press("ArrowRight");
      const first = await focused();
      await page.keyboard.press(first === "t:dimensions.users" ? "ArrowDown" : "ArrowUp");
      assert.notEqual(await focused(), first);
      await page.keyboard.press("ArrowRight");
      assert.equal(await focused(), "t:checks");
      await page.keyboard.press("ArrowRight");
      assert.equal(await focused(), "t:checks");
      await page.keyboard.press("Home");
      assert.equal(await focused(), "t:staging.events");
      assert.equal(await page.locator('g.node[tabindex="0"]').count(), 1);
      await page.keyboard.press("Enter");
      assert.deepEqual((await posted()).at(-1), { kind: "select", taskId: "staging.events" });
      await page.getByRole("complementary").getByText("Loading details").waitFor();
      const log = { logTail: ["line 1", "line 2"], hasLog: true };
      await send(detailOf("staging.events", log));
      await page.getByText("line 2").waitFor();
      assert.equal(await page.getByText("Loading details").count(), 0);
      await page.keyboard.press("Escape");
      assert.equal(await page.getByRole("complementary").count(), 0);
      assert.equal(await focused(), "t:staging.events");
      assert.deepEqual((await posted()).at(-1), { kind: "select", taskId: null });
    });
  });

  it("offers what can be done with a task in a menu, by mouse and by keyboard", async () => {
    await withPage(async ({ page, send, posted }) => {
      await send(show(SAMPLE));
      const node = page.locator('g.node[data-key="t:load"]');
      await node.click({ button: "right" });
      assert.deepEqual(await page.getByRole("menuitem").allTextContents(), [
        "Run task",
        "Run with upstream",
        "Run with downstream",
        "Clear…",
        "Run checks",
        "Details",
        "Open logs",
        "Preview SQL",
        "Go to definition",
      ]);
      await page.keyboard.press("Escape");
      assert.equal(await page.getByRole("menu").count(), 0);
      await node.focus();
      await page.keyboard.press("Shift+F10");
      await page.getByRole("menu").waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      const last = async (): Promise<FromGraphPage | undefined> => (await posted()).at(-1);
      assert.deepEqual(await last(), {
        kind: "command",
        command: "millrace.runTaskWithUpstream",
        taskId: "load",
      });
      assert.equal(await page.evaluate("document.activeElement.dataset.key"), "t:load");
      await node.dblclick();
      assert.deepEqual(await last(), { kind: "command", command: "millrace.openSource", taskId: "load" });
    });
  });

  it("collapses groups and expands them", async () => {
    await withPage(async ({ page, send }) => {
      await send(
        show(SAMPLE, [instance("dimensions.users", "failed"), instance("dimensions.artists", "success")]),
      );
      await page.getByRole("button", { name: "Group dimensions. Collapse" }).click();
      const group = page.locator('g.node[data-key="g:dimensions"]');
      await group.waitFor();
      assert.equal(await page.locator("g.node").count(), 5);
      assert.equal(
        await group.getAttribute("aria-label"),
        "dimensions, collapsed group, 2 tasks, 1 failed, 1 success",
      );
      await send({
        kind: "update",
        at: Date.now(),
        run: RUN,
        instances: [instance("dimensions.users", "success")],
      });
      await page.locator('g.node[data-key="g:dimensions"][data-state="success"]').waitFor();
      await group.press("Enter");
      await page.locator('g.node[data-key="t:dimensions.users"]').waitFor();
      assert.equal(await page.evaluate("document.activeElement.dataset.key"), "t:dimensions.users");
    });
  });

  it("finds tasks, also in collapsed groups", async () => {
    await withPage(async ({ page, send }) => {
      await send(show(SAMPLE));
      await page.getByRole("button", { name: "Group dimensions. Collapse" }).click();
      await page.locator('g.node[data-key="g:dimensions"]').waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("S");
      const options = page.getByRole("option");
      assert.deepEqual(await options.allTextContents(), [
        "staging.events",
        "staging.songs",
        "load",
        "dimensions.users",
        "dimensions.artists",
        "checks",
      ]);
      await page.getByRole("combobox").fill("users");
      assert.equal(await page.locator(".search-count").textContent(), "1 found");
      assert.equal(await page.locator("g.node.dim").count(), 4);
      await page.keyboard.press("Enter");
      await page.locator('g.node.selected[data-key="t:dimensions.users"]').waitFor();
      assert.equal(await page.locator(".search-count").textContent(), "1 of 1");
      await page.getByRole("combobox").press("Escape");
      assert.equal(await page.locator("g.node.dim").count(), 0);
    });
  });

  it("opens a large DAG with its groups collapsed", async () => {
    await withPage(async ({ page, send }) => {
      await send(show(largeDag(1000, 20)));
      await page.locator("g.node").first().waitFor();
      assert.equal(await page.locator("g.node.group").count(), 20);
      assert.equal(await page.locator("g.node.task").count(), 0);
    });
  });

  it("opens a large DAG without groups around what failed, and shows more when asked", async () => {
    await withPage(async ({ page, send }) => {
      await send(show(largeDag(300), [instance("t5", "failed")]));
      await page.locator("g.node").first().waitFor();
      // Itself, the one before, three after.
      assert.equal(await page.locator("g.node").count(), 5);
      const notice = page.getByLabel("What is shown");
      assert.match((await notice.textContent()) ?? "", /Showing 5 of 300 tasks\./);
      await page.locator('g.node[data-key="t:t1"]').click();
      await notice.getByText("Show neighbours").click();
      await page.locator('g.node[data-key="t:t0"]').waitFor();
      await page.evaluate(`
        window.said = [];
        const busy = document.querySelector(".busy");
        new MutationObserver(() => window.said.push(busy.textContent)).observe(busy, { childList: true });
      `);
      await notice.getByText("Show all 300 tasks").click({ timeout: 120_000 });
      await page.locator('g.node[data-key="t:t299"]').waitFor({ timeout: 120_000 });
      assert.equal(await page.locator("g.node").count(), 300);
      assert.deepEqual(await page.evaluate("window.said"), ["Laying out 300 nodes…", ""]);
      assert.equal(await notice.textContent(), "");
    });
  });

  it("comes back as it was left", async () => {
    const kept: { state?: unknown } = {};
    await withPage(async ({ page, send }) => {
      await send(show(SAMPLE));
      await page.getByRole("button", { name: "Draw from top to bottom" }).click();
      await page.getByRole("button", { name: "Group staging. Collapse" }).click();
      await page.locator('g.node[data-key="g:staging"]').waitFor();
      await page.locator('g.node[data-key="t:load"]').click();
      await page.keyboard.press("+");
      await page.waitForFunction(() => {
        const state = Reflect.get(globalThis, "kept");
        return state?.selected === "t:load" && state.view?.k > 1;
      });
      kept.state = await page.evaluate("window.kept");
    });
    await withPage(
      async ({ page, send, posted }) => {
        await send(show(SAMPLE));
        await page.locator('g.node.selected[data-key="t:load"]').waitFor();
        assert.equal(await page.locator('g.node[data-key="g:staging"]').count(), 1);
        await page.getByRole("button", { name: "Draw from left to right" }).waitFor();
        const { k } = (kept.state as { view: { k: number } }).view;
        const transform = await page.locator("g.viewport").getAttribute("transform");
        assert(transform?.includes(`scale(${k})`), transform ?? "");
        assert((await posted()).some((message) => message.kind === "select" && message.taskId === "load"));
      },
      { kept: kept.state },
    );
    // What an earlier version kept is no harm.
    await withPage(
      async ({ page, send }) => {
        await send(show(SAMPLE));
        await page.locator("g.node").first().waitFor();
      },
      { kept: { collapsed: "all", direction: 7 } },
    );
  });

  it("exports what it shows as SVG, PNG and Mermaid text", async () => {
    await withPage(async ({ page, send, posted }) => {
      await send(show(SAMPLE, [instance("load", "running")]));
      await page.locator("g.node").first().waitFor();
      const pick = async (name: string): Promise<FromGraphPage | undefined> => {
        const before = (await posted()).length;
        await page.getByRole("button", { name: "Export" }).click();
        await page.getByRole("menuitem", { name }).click();
        await page.waitForFunction((count) => Reflect.get(globalThis, "posted").length > count, before);
        return (await posted()).at(-1);
      };
      const svg = await pick("Save as SVG");
      assert(svg?.kind === "save" && svg.export.format === "svg");
      assert.match(svg.export.text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      assert(svg.export.text.includes(">events</text>"));
      assert(!/var\(--|<script|class="node|href/.test(svg.export.text));
      // The colours of the theme.
      assert(svg.export.text.includes("rgb(55, 148, 255)"));
      const png = await pick("Save as PNG");
      assert(png?.kind === "save" && png.export.format === "png");
      assert.equal(Buffer.from(png.export.base64, "base64").subarray(1, 4).toString(), "PNG");
      assert(png.export.base64.length > 5000);
      assert.deepEqual(await pick("Copy Mermaid text"), {
        kind: "copy",
        export: { format: "mermaid", direction: "LR" },
      });
    });
  });

  it("shows larger names from far away, then states alone, and exports all the same", async () => {
    await withPage(async ({ page, send, posted }) => {
      await send(show(SAMPLE, [instance("load", "up_for_retry")]));
      const node = page.locator('g.node[data-key="t:load"]');
      const sees = async (): Promise<readonly string[]> => {
        const found = await Promise.all(
          ["name", "operator", "far-name"].map(async (name) =>
            (await node.locator(`.${name}`).isVisible()) ? name : [],
          ),
        );
        return found.flat();
      };
      await node.waitFor();
      assert.deepEqual(await sees(), ["name", "operator"]);
      const zoomOut = page.getByRole("button", { name: "Zoom out" });
      for (let times = 0; times < 3; times++) await zoomOut.click();
      assert.deepEqual(await sees(), ["far-name"]);
      for (let times = 0; times < 3; times++) await zoomOut.click();
      assert.deepEqual(await sees(), []);
      assert.equal(await node.locator(".state-icon").isVisible(), true);
      await page.getByRole("button", { name: "Export" }).click();
      await page.getByRole("menuitem", { name: "Save as SVG" }).click();
      const saved = (await posted()).at(-1);
      assert(saved?.kind === "save" && saved.export.format === "svg");
      assert(saved.export.text.includes(">runSql</text>"));
      // Mixed colours are written as every program reads them.
      assert(!saved.export.text.includes("color(srgb"));
      assert.deepEqual(await sees(), []);
    });
  });

  it("lists runs, and older ones when asked", async () => {
    await withPage(async ({ page, send, posted }) => {
      await send(show(SAMPLE));
      const button = page.getByRole("button", { name: /^Latest run 2018-11-30, running/ });
      await button.click();
      assert.deepEqual((await posted()).at(-1), { kind: "listRuns", isMore: false });
      await send({ kind: "runs", runs: [RUN], hasMore: true, isMore: false });
      await page.getByRole("menuitem", { name: "Show older runs" }).click();
      assert.deepEqual((await posted()).at(-1), { kind: "listRuns", isMore: true });
      const older = { ...RUN, runId: "r0", label: "2018-11-29" };
      await send({ kind: "runs", runs: [older], hasMore: false, isMore: true });
      assert.equal(await page.getByRole("menuitemradio").count(), 3);
      await page.getByRole("menuitemradio", { name: /2018-11-29/ }).click();
      assert.deepEqual((await posted()).at(-1), { kind: "pickRun", runId: "r0" });
    });
  });

  it("says why there is nothing to draw", async () => {
    await withPage(async ({ page, send, posted }) => {
      const text = "sparkify.dag.ts has errors.";
      const content = { kind: "message", tone: "error", text, action: "problems" } as const;
      await send({ kind: "show", subject: SUBJECT, content });
      await page.getByText(text).waitFor();
      await page.getByText("Show Problems").click();
      assert.deepEqual((await posted()).at(-1), { kind: "showProblems" });
      await send(show(SAMPLE, [], null));
      await page.locator("g.node").first().waitFor();
      assert.equal(await page.getByText(text).isVisible(), false);
      await page.getByRole("button", { name: /^No run yet/ }).waitFor();
      assert.equal(await page.locator('g.node[data-state="none"]').count(), 6);
    });
  });

  it("says aloud that a run has ended", async () => {
    await withPage(async ({ page, send }) => {
      await send(show(SAMPLE, [instance("load", "running")]));
      const run = { ...RUN, shown: "failed", endedAt: 9 } as const;
      await send({ kind: "update", at: Date.now(), run, instances: [instance("load", "failed")] });
      assert.equal(
        await page.locator("[aria-live=polite].unseen").textContent(),
        "Run 2018-11-30: failed, 1 of 1 task failed",
      );
    });
  });
});
