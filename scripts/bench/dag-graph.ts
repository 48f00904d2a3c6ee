import path from "node:path";
import type { GraphDag } from "../../protocol/webview/graph.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { findChromium, NO_CHROMIUM } from "../../test/vscode/browser.ts";
import { type GraphPage, type GraphPages, startGraphPages } from "../../test/webview/graph/graph-page.ts";
import { instance, largeDag, RUN, show } from "../../test/webview/graph/sample-graph.ts";
import type { BenchContext } from "./context.ts";
import type { Figure, Measured } from "./figure.ts";
import { percentile95 } from "./percentile.ts";

const SIZES = [12, 200, 1000] as const;
const UPDATES = 200;
const GOAL_PIXELS_MS = 100;
const PATIENCE_MS = 300_000;

/** The graph page of the built package in a browser: layouts of three sizes, and updates until they are drawn. */
export async function dagGraph({ root, sizes, say, signal }: BenchContext): Promise<Measured> {
  const chromium = findChromium();
  if (chromium === undefined) return { figures: [], notes: [`The DAG graph ${NO_CHROMIUM}.`] };
  const layouts = SIZES.map((size) => ({ size, own: [] as number[], mermaid: [] as number[] }));
  const pixels: number[] = [];
  const frames: number[] = [];
  const pages = await startGraphPages(chromium, path.join(root, "dist", "webview"));
  try {
    for (let round = 0; round < sizes.rounds; round++) {
      for (const { size, own, mermaid } of layouts) {
        signal.throwIfAborted();
        say(`f: a graph of ${size} tasks, round ${round + 1} of ${sizes.rounds}`);
        own.push(await layoutTime(pages, largeDag(size)));
        mermaid.push(await mermaidTime(pages, largeDag(size)));
      }
      signal.throwIfAborted();
      say(`f: ${UPDATES} updates, round ${round + 1} of ${sizes.rounds}`);
      const times = await updateTimes(pages);
      pixels.push(percentile95(times.updates));
      frames.push(percentile95(times.frames));
    }
  } finally {
    await pages.close();
  }
  const figures: Figure[] = layouts.map(({ size, own, mermaid }) => ({
    what: `graph of ${size.toLocaleString("en-US")} tasks: laid out and drawn`,
    samples: own,
    unit: "ms",
    base: { name: "Mermaid alone", samples: mermaid },
  }));
  const updates: Figure = {
    what: `one of ${UPDATES} updates until it is drawn, 95th percentile`,
    samples: pixels,
    unit: "ms",
    goal: GOAL_PIXELS_MS,
    base: { name: "an empty frame", samples: frames },
  };
  return { figures: [...figures, updates], notes: NOTES };
}

async function layoutTime(pages: GraphPages, dag: GraphDag): Promise<number> {
  const page = await pages.open({ kept: { scope: { kind: "all" } } });
  try {
    // What a page does once is not a layout's.
    await drawn(page, largeDag(2));
    await page.send({ kind: "measure" });
    await drawn(page, dag);
    return await page.page.evaluate(() => Reflect.get(globalThis, "__millraceBench").layoutMs);
  } finally {
    await page.page.close();
  }
}

async function drawn({ page, send }: GraphPage, dag: GraphDag): Promise<void> {
  await send(show(dag));
  const last = dag.tasks.at(-1)?.id ?? "";
  await page.locator(`g.node[data-key="t:${last}"]`).waitFor({ timeout: PATIENCE_MS });
}

/** The same graph as a Mermaid text with its tasks' names, rendered as a web page would. */
async function mermaidTime(pages: GraphPages, { tasks }: GraphDag): Promise<number> {
  const { page } = await pages.open();
  try {
    await page.goto("about:blank");
    const file = path.join(packageRoot(), "node_modules", "mermaid", "dist", "mermaid.min.js");
    await page.addScriptTag({ path: file });
    const lines = tasks.flatMap(({ id, upstream }) => [
      `${id}["${id}"]`,
      ...upstream.map((up) => `${up} --> ${id}`),
    ]);
    return await page.evaluate(
      async (text) => {
        const mermaid = Reflect.get(globalThis, "mermaid");
        const limits = { maxEdges: 1e6, maxTextSize: 5e7 };
        mermaid.initialize({
          startOnLoad: false,
          layout: "dagre",
          look: "classic",
          htmlLabels: false,
          ...limits,
        });
        await mermaid.render("first", "flowchart LR\na --> b");
        const begin = performance.now();
        await mermaid.render("graph", text);
        return performance.now() - begin;
      },
      ["flowchart LR", ...lines].join("\n"),
    );
  } finally {
    await page.close();
  }
}

/** A task changes at each frame or so; between updates there is a message that draws nothing. */
async function updateTimes(
  pages: GraphPages,
): Promise<{ readonly updates: readonly number[]; readonly frames: readonly number[] }> {
  const page = await pages.open({ kept: { scope: { kind: "all" } } });
  try {
    const dag = largeDag(UPDATES);
    await drawn(page, dag);
    await page.send({ kind: "measure" });
    const messages = dag.tasks.map(({ id }) => ({
      kind: "update",
      run: RUN,
      instances: [instance(id, "success", { startedAt: 0, endedAt: 1200, rows: 388 })],
    }));
    return await page.page.evaluate(async (all) => {
      const clock = (): number => performance.timeOrigin + performance.now();
      const post = (data: unknown): void =>
        Reflect.apply(Reflect.get(globalThis, "postMessage"), globalThis, [data, "*"]);
      const frame = Reflect.get(globalThis, "requestAnimationFrame");
      const measured = Reflect.get(globalThis, "__millraceBench");
      const frames: number[] = [];
      /** As the page measures: a message, then a frame, then the first task after it. */
      const emptyFrame = (): Promise<void> =>
        new Promise((resolve) => {
          const begin = clock();
          setTimeout(() =>
            frame(() =>
              setTimeout(() => {
                frames.push(clock() - begin);
                resolve();
              }),
            ),
          );
        });
      for (const [index, message] of all.entries()) {
        post({ ...message, at: clock() });
        while (measured.updates.length <= index) await new Promise((resolve) => setTimeout(resolve));
        await emptyFrame();
      }
      return { updates: measured.updates, frames };
    }, messages);
  } finally {
    await page.page.close();
  }
}

const NOTES = [
  "The page as the package has it, in headless Chromium without a graphics processor: from the message with a DAG of one root, each task with up to three after it, to the drawing, the moment in which the page says that it is at it included. Mermaid alone is `mermaid.render` of the same graph with its names as labels, with dagre too.",
  "An update is a message about one task of 200: from sending it to the first task after the frame that draws it. An empty frame is the same without a message. The way from the extension to the page is not in it.",
];
