import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { before, describe, test } from "node:test";
import { completionScript } from "../../../runner/cli/completion/scripts.ts";
import { packageRoot } from "../../../runner/package-root.ts";
import { cliFolder } from "../../helpers/cli.ts";

const HAS_BASH = spawnSync("bash", ["--version"]).status === 0;

describe("the script for bash", { skip: HAS_BASH ? false : "there is no bash" }, () => {
  const folder = cliFolder("test/fixtures/cli/targets");
  let bin = "";
  before(async () => {
    bin = path.join(folder.path, "bin dir");
    await mkdir(bin);
    const main = path.join(packageRoot(), "runner", "main.ts");
    await writeFile(path.join(bin, "millrace"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    await chmod(path.join(bin, "millrace"), 0o755);
    await writeFile(path.join(folder.path, "a file.sql"), "");
  });

  /** What bash has to offer at the end of a line; the words are as bash breaks them. */
  function reply(words: readonly string[]): readonly string[] {
    const script = `${completionScript("bash")}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
complete -p millrace >&2
_millrace
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-c", script, "bash", ...words], {
      cwd: folder.path,
      // Of a locale that is not there it would warn.
      env: { ...process.env, LC_ALL: "C", PATH: `${bin}:${process.env["PATH"]}` },
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "complete -F _millrace millrace\n");
    return stdout.split("\n").filter((line) => line !== "");
  }

  for (const [words, expected] of [
    [["millrace", "val"], ["validate"]],
    [
      ["millrace", "run", ""],
      ["days", "wait"],
    ],
    [["millrace", "backfill", "days", "--policy", "=", "m"], ["missing"]],
    [
      ["millrace", "list", "--target", ""],
      ["dev", "prod", "look"],
    ],
    [["millrace", "sql", "-f", "a"], ["a file.sql"]],
    [
      ["millrace", "sql", "-f", ""],
      ["a file.sql", "bin dir", "data", "days.dag.ts", "millrace.json"],
    ],
    [["millrace", "-C", "d"], ["data"]],
    [["millrace", "run", "$(touch broken)"], []],
    [["millrace", "--target", "nope", "run", ""], []],
  ] as const) {
    test(`${words.join(" ")}▏`, () => {
      const offered = reply(words).filter((word) => !/^(\.|tsconfig)/.test(word));
      assert.deepEqual(offered.toSorted(), [...expected].toSorted());
    });
  }
});
