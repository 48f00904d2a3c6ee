import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { cliFolder } from "../helpers/cli.ts";
import type { BadInput } from "./bad-input.ts";
import { CHECK_CASES } from "./check-cases.ts";
import { CONFIG_CASES } from "./config-cases.ts";
import { DAG_CASES } from "./dag-cases.ts";
import { EVALUATION_CASES, EVALUATION_TABLES } from "./evaluation-cases.ts";
import { steady } from "./steady.ts";
import { TEMPLATE_CASES } from "./template-cases.ts";
import { told as toldBy } from "./told.ts";

// The golden file is the table of what Millrace answers to bad input, word for word; after a wanted change, run
// this test with UPDATE_GOLDEN=1 and read the difference. DAG files have more in test/fixtures/dags/bad.
const GOLDEN = path.join(packageRoot(), "test", "bad-input", "messages.golden.txt");

const folder = cliFolder();

test("every way to get something wrong is answered as the golden file says", async () => {
  const told = [
    await chapter("millrace.json", CONFIG_CASES, placeOf),
    await chapter("DAG files", DAG_CASES, placeOf),
    await chapter("templates", TEMPLATE_CASES, placeOf),
    await chapter("checks", CHECK_CASES, placeOf),
    await evaluationChapter("what only shows when it runs"),
  ].join("\n");
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(GOLDEN, told);
  assert.equal(told, readFileSync(GOLDEN, "utf8"));
});

const placeOf = (title: string, index: number): string => path.join(folder.path, title, `${index}`);

/** What is told of each case, in the workspace that `place` gives it. */
async function chapter(
  title: string,
  cases: readonly BadInput[],
  place: (title: string, index: number) => string,
): Promise<string> {
  for (const [index, { files }] of cases.entries()) await writeFiles(place(title, index), files);
  let text = `# ${title}\n`;
  for (const [index, { name, command }] of cases.entries()) {
    const { output, code } = await toldBy(command.split(" "), place(title, index), { width: 100 });
    assert.notEqual(code, 0, `${title}: ${name}: ${output}`);
    text += `\n## ${name}\n$ millrace ${command}\n${steady(output)}(exit code ${code})\n`;
  }
  return text;
}

/** Its cases share a workspace, and so a server. */
async function evaluationChapter(title: string): Promise<string> {
  const workspace = path.join(folder.path, "evaluation");
  await writeFiles(workspace, { "millrace.json": "{}" });
  const { code, output } = await toldBy(["sql", EVALUATION_TABLES], workspace, { width: 100 });
  assert.equal(code, 0, output);
  return chapter(title, EVALUATION_CASES, () => workspace);
}

async function writeFiles(workspace: string, files: BadInput["files"]): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(workspace, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
