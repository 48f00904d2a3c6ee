import { stat } from "node:fs/promises";
import path from "node:path";
import type { Frame } from "playwright-core";
import { findChromium, NO_CHROMIUM } from "../../test/vscode/browser.ts";
import { startVsCode, type VsCode } from "../../test/vscode/host.ts";
import { hasElement } from "../../test/vscode/ui/webview.ts";
import { until } from "../../test/vscode/until.ts";
import type { BenchContext } from "./context.ts";
import type { Measured } from "./figure.ts";
import { emptyNode, millrace } from "./millrace.ts";
import { percentile95 } from "./percentile.ts";
import { makeWorkspace, readHistory, succeededRun } from "./workspace.ts";

const GOAL_ACTIVATION_MS = 50;
const GOAL_BUNDLE_KB = 300;
const GOAL_PIXELS_MS = 100;
/** Tasks whose ends are looked for on the screen. */
const TASKS = 60;
const DAY = "2026-01-01";

/** Long enough that each end is drawn by itself. */
const DAG_FILE = `import { dag, runTask, type TaskRef } from "millrace";

dag({ id: "chain", schedule: "@daily", startDate: "${DAY}" }, () => {
  let before: TaskRef | undefined;
  for (let n = 0; n < ${TASKS}; n++)
    before = runTask(\`task_\${n}\`, {
      ...(before && { after: before }),
      run: () => new Promise((resolve) => setTimeout(resolve, 60)),
    });
});
`;

/** The extension in a real VS Code: how long it takes to be there, and how long an event is on its way to the screen. */
export async function editor(context: BenchContext): Promise<Measured> {
  const { root, folder, sizes, say, signal } = context;
  if (findChromium() === undefined) return { figures: [], notes: [`The editor ${NO_CHROMIUM}.`] };
  const { size } = await stat(path.join(root, "dist", "extension.cjs"));
  const took = { node: samples(), activation: samples(), pixels: samples(), frames: samples() };
  for (let round = 0; round < sizes.rounds; round++) {
    signal.throwIfAborted();
    say(`g: the editor, round ${round + 1} of ${sizes.rounds}`);
    took.node.push((await emptyNode(context)).seconds * 1000);
    const workspace = await makeWorkspace(path.join(folder, `round-${round}`), { "chain.dag.ts": DAG_FILE });
    const code = await startVsCode({ workspace, extension: root });
    try {
      took.activation.push(await activationTime(code));
      const { pixels, frames } = await eventsToPixels(context, code);
      took.pixels.push(percentile95(pixels));
      took.frames.push(percentile95(frames));
    } finally {
      await code.close();
    }
  }
  return {
    figures: [
      { what: "extension's bundle", samples: [size / 1000], unit: "kB", goal: GOAL_BUNDLE_KB },
      {
        what: "activation's own time",
        samples: took.activation,
        unit: "ms",
        goal: GOAL_ACTIVATION_MS,
        base: { name: "node -e 0", samples: took.node },
      },
      {
        what: `one of ${TASKS} tasks' ends, from the history to the screen, 95th percentile`,
        samples: took.pixels,
        unit: "ms",
        goal: GOAL_PIXELS_MS,
        base: { name: "time between frames", samples: took.frames },
      },
    ],
    notes: NOTES,
  };
}

function samples(): number[] {
  return [];
}

/** As the extension's log tells it. */
async function activationTime(code: VsCode): Promise<number> {
  const found = await until("the extension has logged its activation", async () => {
    return /Activated in ([\d.]+) ms/.exec(await code.logs())?.[1];
  });
  return Number(found);
}

/** When the page saw each node become a success, against when the history has its end: one clock, one machine. */
async function eventsToPixels(
  context: BenchContext,
  code: VsCode,
): Promise<{ readonly pixels: readonly number[]; readonly frames: readonly number[] }> {
  await code.command("Millrace: Open Graph");
  const graph = await code.frame(hasElement("g.node"));
  await watchNodes(graph);
  // It carries it out itself, and the runner of the window looks on: that is the longer way.
  await millrace(context, code.workspace, ["run", "chain", "--date", DAY]);
  const last = graph.locator(`g.node[data-key="t:task_${TASKS - 1}"][data-state="success"]`);
  await last.waitFor();
  const { seen, frames } = await graph.evaluate<Watched>("globalThis.watched");
  const pixels = readHistory(code.workspace, (store) => {
    const { runId } = succeededRun(store, "chain", DAY);
    return store
      .tasks(runId)
      .map(({ taskId, endedAt }) => (seen[`t:${taskId}`] ?? Number.NaN) - (endedAt ?? 0));
  });
  return { pixels, frames };
}

interface Watched {
  /** Milliseconds since the epoch at the end of the frame that drew it, by the node's key. */
  readonly seen: Readonly<Record<string, number>>;
  /** Milliseconds between one frame and the next. */
  readonly frames: readonly number[];
}

async function watchNodes(graph: Frame): Promise<void> {
  await graph.evaluate(`
    const watched = (globalThis.watched = { seen: {}, frames: [] });
    let before;
    const frame = (at) => {
      if (before !== undefined && watched.frames.length < 300) watched.frames.push(at - before);
      before = at;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new MutationObserver((changes) => {
      for (const { target } of changes)
        if (target.dataset.state === "success")
          requestAnimationFrame(() => setTimeout(() => (watched.seen[target.dataset.key] ??= Date.now())));
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-state"] });
  `);
}

const NOTES = [
  "A real VS Code (its server, and its window in headless Chromium) with the built extension. Activation is the time that the extension's own `activate` takes, by its log; it does no I/O, and connects to the runner after that.",
  "The end of a task is on its way from the moment that the history has it: runner, socket, extension, message to the page, drawing, and the end of that frame.",
];
