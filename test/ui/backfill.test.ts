import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { createSample } from "../../runner/sample/create-sample.ts";
import { statusItem } from "../vscode/ui/status-bar.ts";
import { openView } from "../vscode/ui/tree.ts";
import { hasElement } from "../vscode/ui/webview.ts";
import { until } from "../vscode/until.ts";
import { graphStates, nodeColour } from "./graph-page.ts";
import { takePictures } from "./pictures.ts";
import { gridCells, gridColumns } from "./results-page.ts";
import { openWindow, skip, timeout } from "./window.ts";

const DAYS = ["2018-11-01", "2018-11-02", "2018-11-03"];
const STATEMENTS = `-- two statements, and the cursor in the second
SELECT 'not this one' AS wrong;

SELECT level, count(*) AS songplays
FROM songplays
GROUP BY level
ORDER BY level;
`;

/** What VS Code puts on the body of a page, by theme. */
const BODY_CLASSES = [
  ["light", "vscode-light"],
  ["high contrast", "vscode-high-contrast"],
  ["dark", "vscode-dark"],
] as const;

const window = openWindow(
  async (workspace) => {
    await createSample({ folder: workspace, size: 1000 });
    await writeFile(path.join(workspace, "songplays.sql"), STATEMENTS);
  },
  { name: "sparkify" },
);

test("a backfill is filled in, looked at, and run", { skip, timeout }, async () => {
  const { code } = window;
  await code.command("Millrace: Backfill…");
  const form = await code.frame(hasElement("[data-testid=preview-table]"));
  await form.getByTestId("from").fill(DAYS.at(0) ?? "");
  await form.getByTestId("to").fill(DAYS.at(-1) ?? "");
  const intervals = form.getByTestId("preview-row").locator("td.interval");
  await until("the preview has the three days", async () => {
    const shown = await intervals.allTextContents();
    return shown.join() === DAYS.join();
  });
  assert.match((await form.getByTestId("summary").textContent()) ?? "", /^3 runs: 3 new/);
  await takePictures(code, "backfill");
  await form.getByTestId("run").click();
  await form.getByTestId("started").getByText(/\S/).waitFor();
  await form.getByRole("button", { name: "Open Graph" }).click();
});

test("its graph shows how each task ended", { skip, timeout }, async () => {
  const { code } = window;
  const graph = await code.frame(hasElement("g.node"));
  await until("every task of the latest run is a success", async () => {
    const states = await graphStates(graph);
    return states.size === 9 && [...states.values()].every((state) => state === "success");
  });
  await openView(code.page, "Pipelines", "Millrace");
  await takePictures(code, "graph");
});

test("its nodes stand out in light, dark and high contrast", { skip, timeout }, async () => {
  const { code } = window;
  const graph = await code.frame(hasElement("g.node"));
  const seen = new Set<string>();
  for (const [theme, cssClass] of BODY_CLASSES) {
    await code.setTheme(theme);
    await graph.locator(`body.${cssClass}`).waitFor();
    const colour = await nodeColour(graph, "load_songplays");
    const background = await graph.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    assert.match(colour, /^rgb/);
    assert.notEqual(colour, background);
    seen.add(background);
  }
  assert.equal(seen.size, BODY_CLASSES.length);
});

test("a statement is run where the cursor is, and its rows are read in the grid", {
  skip,
  timeout,
}, async () => {
  const { code } = window;
  await code.openFile("songplays.sql", 5);
  await statusItem(code.page, "Ln 5,").waitFor();
  await statusItem(code.page, "warehouse").waitFor();
  await code.page.keyboard.press("ControlOrMeta+Enter");
  const results = await code.frame(hasElement("[role=gridcell]"));
  assert.deepEqual(await gridColumns(results), ["level", "songplays"]);
  const cells = await gridCells(results);
  assert.deepEqual(
    cells.map(([level]) => level),
    ["free", "paid"],
  );
  for (const [, count] of cells) assert.match(count ?? "", /^[1-9]\d*$/);
  await takePictures(code, "results");
});
