/**
 * Runs the tests: all of them, or those that the arguments name (`npm test -- test/core`, part of a path, or a
 * file). Two files at a time. Fails when a test fails, when none ran, and when the tests leave a process or a
 * folder of temporary files behind.
 */
import { globSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { packageRoot } from "../runner/package-root.ts";
import { endProcesses, type LeftOver, leftOvers, makeTestFolder, removeTestFolder } from "./left-overs.ts";

const CONCURRENCY = 2;
/** Processes that were told to end may take a moment. */
const GRACE_MS = 3000;

const root = packageRoot();
process.chdir(root);
const files = findTests(process.argv.slice(2));
if (files.length === 0) {
  console.error(`No test file matches ${process.argv.slice(2).join(" ") || "test/**/*.test.ts"}.`);
  process.exit(1);
}

// Child processes inherit both: what is still there in the end is known by them.
const folder = makeTestFolder();
process.env["TMPDIR"] = folder;
process.env["MILLRACE_TEST_RUN"] = folder;
// The tests' servers are on this machine.
for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"]) {
  delete process.env[name];
  delete process.env[name.toLowerCase()];
}

const counts = await runTests(files);
const left = await waitForLeftOvers();
if (left.processes.length > 0) {
  console.error("\nThe tests left processes behind (now ended):");
  for (const { pid, command } of left.processes) console.error(`  ${pid}  ${command}`);
  endProcesses(left.processes);
}
if (left.files.length > 0) {
  console.error("\nThe tests left temporary files behind (now removed):");
  for (const name of left.files) console.error(`  ${name}`);
}
removeTestFolder(folder);
if (counts.empty.length > 0) console.error(`\nNo test is in ${counts.empty.join(", ")}.`);
if (counts.ran === 0) console.error("\nNo test ran.");
const clean = left.processes.length === 0 && left.files.length === 0;
process.exitCode = counts.success && counts.ran > 0 && counts.empty.length === 0 && clean ? 0 : 1;

function findTests(filters: readonly string[]): string[] {
  const wanted = filters.map((filter) => filter.replaceAll(path.sep, "/").replace(/^\.\//, ""));
  // Fixtures hold tests that must fail, for the test of this file: they run when they are named.
  const isWanted = (file: string): boolean =>
    file.startsWith("test/fixtures/")
      ? wanted.includes(file)
      : wanted.length === 0 || wanted.some((filter) => file.includes(filter));
  return globSync("test/**/*.test.ts")
    .map((file) => file.replaceAll(path.sep, "/"))
    .filter(isWanted)
    .sort();
}

async function runTests(testFiles: string[]): Promise<{ success: boolean; ran: number; empty: string[] }> {
  let success = true;
  let ran = 0;
  const empty: string[] = [];
  const events = run({ files: testFiles, concurrency: CONCURRENCY, isolation: "process" });
  // Node counts a file without tests as one test, by the file's name.
  events.on("test:pass", ({ name }) => {
    if (testFiles.includes(name)) empty.push(name);
  });
  events.on("test:fail", () => {
    success = false;
  });
  // The summary without a file is that of the whole run.
  events.on("test:summary", (summary) => {
    if (summary.file !== undefined) return;
    success &&= summary.success;
    ran = summary.counts.tests - summary.counts.skipped;
  });
  for await (const text of events.compose(spec())) process.stdout.write(text);
  return { success, ran: ran - empty.length, empty };
}

async function waitForLeftOvers(): Promise<LeftOver> {
  const until = Date.now() + GRACE_MS;
  for (;;) {
    const found = leftOvers(folder);
    if (found.processes.length === 0 || Date.now() >= until) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
