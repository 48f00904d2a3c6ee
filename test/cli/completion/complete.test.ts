import assert from "node:assert/strict";
import { readdir, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import type { Command } from "commander";
import { complete } from "../../../runner/cli/completion/complete.ts";
import { sourceOf } from "../../../runner/cli/completion/sources.ts";
import { makeProgram } from "../../../runner/cli/program.ts";
import { COMMANDS } from "../../../runner/cli/registry.ts";
import type { Session } from "../../../runner/session.ts";
import { cliFolder, cliInProcess } from "../../helpers/cli.ts";

function program(): Command {
  const { stdout, stderr } = process;
  const made = makeProgram("0.0.0", { stdout, stderr, width: 80 });
  for (const { define } of COMMANDS) define(made);
  return made;
}

test("there is a source for every value, or it is known that there is none", () => {
  const unknown = program().commands.flatMap((command) =>
    [
      ...command.registeredArguments,
      ...command.options.filter((option) => option.required || option.optional),
    ]
      .filter((one) => one.argChoices === undefined && sourceOf(one) === undefined)
      .map((one) => `${command.name()} ${"flags" in one ? one.flags : one.name()}`),
  );
  assert.deepEqual(unknown, []);
});

describe("completion in a folder that is no workspace", () => {
  const folder = cliFolder();
  const { session } = cliInProcess(folder);

  test("offers nothing of one, and leaves nothing there", async () => {
    for (const words of [
      ["run", ""],
      ["cancel", ""],
      ["logs", "a", ""],
      ["--target", ""],
    ])
      assert.deepEqual(await complete(program(), words, () => session()), [], words.join(" "));
    assert.deepEqual(await readdir(folder.path), []);
  });
});

describe("completion", () => {
  const folder = cliFolder("test/fixtures/cli/targets");
  const { json, session } = cliInProcess(folder);
  const asked: object[] = [];
  const open = (options: { readonly target?: string }): Session => {
    asked.push(options);
    return session(options.target === undefined ? undefined : { name: options.target, by: "--target" });
  };
  const offers = async (words: readonly string[]): Promise<readonly string[]> =>
    (await complete(program(), words, open)).map((line) => line.split("\t")[0] ?? "");

  /** Words before the cursor, the last one being typed, and what is offered: all of it, or `…` for some. */
  const CASES: readonly (readonly [words: readonly string[], ...offers: string[]])[] = [
    [["r"], "run", "retry", "resume"],
    [["--json", "val"], "validate"],
    [["-C", ".", "val"], "validate"],
    [["--target", "dev", "val"], "validate"],
    [["nope", "li"], "list"],
    [["__com"]],

    [["run", "d"], "days"],
    [["run", ""], "days", "wait"],
    [["run", "days", ""]],
    [["run", "--date", "2026-01-01", ""], "days", "wait"],
    [["graph", "--text", "w"], "wait"],
    [["logs", "days", ""], "add"],
    // Where no target says what its lake is, it has problems, and its tasks are not known.
    [["logs", "wait", ""]],
    [["--target", "dev", "logs", "wait", "f"], "file"],
    [["--target", "dev", "logs", "nope", ""], "add", "file"],
    [["scheduler", "--dag", "days", ""], "days", "wait"],

    [["run", "days", "--task", ""], "add"],
    [["run", "days", "--task", "+a"], "+add"],
    [["run", "days", "--task", "x,+a"], "x,+add"],
    [["--target=dev", "backfill", "wait", "--except=f"], "--except=file"],
    [["check", "--target", "dev", "--task", ""], "add", "file"],

    [["backfill", "days", "--po"], "--policy"],
    [["backfill", "days", "--policy", ""], "missing", "failed", "all"],
    [["backfill", "days", "--policy", "f"], "failed"],
    [["backfill", "days", "--policy=f"], "--policy=failed"],
    // As bash has it, which breaks words there.
    [["backfill", "days", "--policy", "="], "missing", "failed", "all"],
    [["backfill", "days", "--policy", "=", "f"], "failed"],
    [["completion", ""], "bash", "zsh", "fish"],

    [["--target", ""], "dev", "prod", "look"],
    [["list", "--target", "p"], "prod"],
    [["sql", "--connection", "n"], "never_made"],
    [["connections", ""], "list", "test"],
    [["connections", "test", "o"], "old_days"],
    [["lake", ""], "cp", "ls"],
    [["lake", "ls", ""], "lake:", "old_days:"],
    [["lake", "cp", "old_days:", "l"], "lake:"],
    [["lake", "cp", "./"], ":files"],
    [["sql", "-f", ""], ":files"],
    [["init", ""], ":folders"],
    [["-C", ""], ":folders"],
    [["run", "days", "--date", ""]],
    [["sql", ""]],
    [["list", ""]],
    [["list", "--no"]],
    [["list", "-"], "--json", "--workspace", "--target", "--yes", "--version", "--help"],
  ];
  for (const [words, ...expected] of CASES) {
    test(`millrace ${words.join(" ")}▏`, async () =>
      assert.deepEqual((await offers(words)).toSorted(), expected.toSorted()));
  }

  test("offers the ids of backfills of the target that was named before", async () => {
    const done = await json("backfill days --from 2026-01-01 --to 2026-01-02 --target dev");
    const { backfill } = done.document;
    assert.deepEqual(
      await offers(["--target", "dev", "resume", "b"]),
      backfill.startsWith("b") ? [backfill] : [],
    );
    assert.deepEqual(await offers(["--target", "dev", "resume", ""]), ["days", "wait", backfill]);
    assert.deepEqual(await offers(["resume", ""]), ["days", "wait"]);
    const lines = await complete(program(), ["--target", "dev", "resume", backfill], open);
    assert.equal(lines[0], `${backfill}\tdays 2026-01-01 – 2026-01-02`);
  });

  test("says what things are", async () => {
    const lines = await complete(program(), ["--target", "pr"], open);
    assert.deepEqual(lines, ["prod\tThe numbers that people see"]);
  });

  test("reads DAG files only when they have changed", async () => {
    const listed = async (): Promise<readonly string[]> => {
      const fresh = cliInProcess(folder);
      const lines = await complete(program(), ["run", ""], () => fresh.session());
      return lines.map((line) => line.trim()).toSorted();
    };
    const listing = path.join(folder.path, ".millrace", "dags.json");
    const before = (await stat(listing)).mtimeMs;
    assert.deepEqual(await listed(), ["days", "wait"]);
    assert.equal((await stat(listing)).mtimeMs, before, "nothing was read");
    const text =
      'import { dag, runSql } from "millrace";\ndag({ id: "new" }, () => { runSql("a", { sql: "SELECT 1" }); });\n';
    const file = path.join(folder.path, "new.dag.ts");
    await writeFile(file, text);
    await utimes(file, new Date(0), new Date(0));
    assert.deepEqual(await listed(), ["days", "new", "wait"], "also when the new file is an old one");
    await writeFile(file, text.replace('"new"', '"newer"'));
    await utimes(file, new Date(Date.now() + 60_000), new Date(Date.now() + 60_000));
    assert.deepEqual(await listed(), ["days", "newer", "wait"]);
  });
});
