/**
 * Measures Millrace as a user runs it, and prints one table: `npm run bench` (`-- --help` for the options). Nothing
 * here passes or fails: figures depend on the machine and on what else it does. What they mean is in
 * docs/benchmarks.md.
 */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { styleFor } from "../runner/cli/render/style.ts";
import { quietSqliteWarning } from "../runner/connections/embedded/quiet-sqlite-warning.ts";
import { packageRoot } from "../runner/package-root.ts";
import type { BenchContext } from "./bench/context.ts";
import { dagGraph } from "./bench/dag-graph.ts";
import { editor } from "./bench/editor.ts";
import type { Measured } from "./bench/figure.ts";
import { firstQuery } from "./bench/first-query.ts";
import { longHistory } from "./bench/long-history.ts";
import { describeMachine } from "./bench/machine.ts";
import { type Area, type BenchOptions, HELP, readOptions } from "./bench/options.ts";
import { copyPackage } from "./bench/package-copy.ts";
import { findPsql } from "./bench/psql.ts";
import { goalSentence, type Line, renderFigures } from "./bench/render-figures.ts";
import { s3Staging } from "./bench/s3-staging.ts";
import { sharedChecks } from "./bench/shared-checks.ts";
import { staging } from "./bench/staging.ts";
import { timePerTask } from "./bench/time-per-task.ts";
import { endProcesses, leftOvers, makeTestFolder, removeTestFolder } from "./left-overs.ts";

const MEASURE: Readonly<Record<Area, (context: BenchContext) => Promise<Measured>>> = {
  a: timePerTask,
  b: longHistory,
  c: staging,
  d: firstQuery,
  e: sharedChecks,
  f: dagGraph,
  g: editor,
  h: s3Staging,
};

/** The table is for reading and for pasting: it is as wide as it needs to be. */
const WIDTH = 1000;

async function main(): Promise<void> {
  const options = optionsOrComplaint();
  if (options === undefined) return;
  if (options === "help") {
    process.stdout.write(HELP);
    return;
  }
  const interrupt = new AbortController();
  // Only the first Ctrl-C waits for everything to be put away.
  process.once("SIGINT", () => interrupt.abort()).once("SIGTERM", () => interrupt.abort());
  quietSqliteWarning();
  const folder = makeTestFolder();
  // Servers put their sockets there, and Node its cache, so that nothing is anywhere else.
  process.env["TMPDIR"] = folder;
  try {
    await measure(options, folder, interrupt.signal);
  } finally {
    endProcesses(leftOvers(folder).processes);
    removeTestFolder(folder);
  }
}

function optionsOrComplaint(): BenchOptions | "help" | undefined {
  try {
    return readOptions(process.argv.slice(2)) ?? "help";
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)} (--help shows the options)`);
    process.exitCode = 2;
    return undefined;
  }
}

async function measure(options: BenchOptions, folder: string, signal: AbortSignal): Promise<void> {
  const root = await copyPackage(packageRoot(), path.join(folder, "millrace"));
  const style = styleFor(process.stdout, process.env);
  const machine = describeMachine(root, await findPsql(signal));
  const lines: Line[] = [];
  const notes: string[] = [];
  for (const area of options.areas) {
    const own = path.join(folder, area);
    await mkdir(own);
    const say = (text: string): void => void process.stderr.write(`${text}\n`);
    const measured = await MEASURE[area]({ root, folder: own, sizes: options.sizes, signal, say });
    lines.push(...measured.figures.map((figure) => ({ area, ...figure })));
    notes.push(...measured.notes.map((note, index) => `${index === 0 ? `${area}  ` : "   "}${note}`));
  }
  const quick = options.isQuick
    ? ["Quick: smaller sizes and few rounds. Do not quote these figures.", ""]
    : [];
  const text = [...machine, "", ...quick, renderFigures(lines, style, WIDTH), "", goalSentence(lines), ""];
  process.stdout.write(`${[...text, ...notes].join("\n")}\n`);
}

await main().catch((error: Error) => {
  console.error(error.name === "AbortError" ? "Interrupted." : (error.stack ?? error.message));
  process.exitCode = 1;
});
