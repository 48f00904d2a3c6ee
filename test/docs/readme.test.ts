import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { TRIGGER_RULES } from "../../protocol/trigger-rule.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { commandLines, refusalOf } from "./command-lines.ts";
import { documentationPages, type Page, proseOf, readPage } from "./markdown.ts";

describe("documentation", () => {
  for (const page of documentationPages()) {
    test(`${page.file}: the command line takes every millrace command`, () => {
      const refused = commandLines(page).flatMap(({ line, words }) => {
        const refusal = refusalOf(words);
        return refusal === undefined ? [] : [`${page.file}:${line} millrace ${words.join(" ")}: ${refusal}`];
      });
      assert.deepEqual(refused, []);
    });

    test(`${page.file}: relative links lead somewhere`, () => {
      assert.deepEqual(brokenLinks(page), []);
    });
  }

  test("the guide names every trigger rule", () => {
    const { text } = readPage("docs/guide/dag-files.md");
    assert.deepEqual(
      TRIGGER_RULES.filter((rule) => !text.includes(`\`${rule}\``)),
      [],
    );
  });

  test("commands are found, and wrong ones refused", () => {
    const page = {
      file: "x",
      fences: [{ language: "console", name: "", line: 3, text: "$ millrace list\nmillrace x\n" }],
    };
    const prose =
      'Use `millrace run x --dat 1` or `npx millrace sql "SELECT 1" | head`, `millrace logs …`, `millrace run`, `millrace rum`.';
    const found = commandLines({ ...page, text: prose });
    assert.deepEqual(
      found.map(({ words }) => words),
      [["list"], ["run", "x", "--dat", "1"], ["sql", "SELECT 1"], ["run", "--help"], ["rum", "--help"]],
    );
    assert.deepEqual(
      found.map(({ words }) => refusalOf(words) !== undefined),
      [false, true, false, false, true],
    );
  });

  test("broken links are found", () => {
    const text = "[a](nowhere.md) [b](README.md#no-such-heading) [c](https://example.org) [d](README.md)";
    assert.deepEqual(brokenLinks({ file: "x.md", text, fences: [] }), [
      "nowhere.md",
      "README.md#no-such-heading",
    ]);
  });
});

function brokenLinks(page: Page): readonly string[] {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  return links.filter((link) => !/^(https?|mailto):/.test(link) && !leadsSomewhere(page.file, link));
}

function leadsSomewhere(from: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = path.join(
    packageRoot(),
    file === "" ? from : path.posix.join(path.posix.dirname(from), file),
  );
  if (!existsSync(target)) return false;
  return (
    anchor === undefined ||
    (statSync(target).isFile() && anchorsOf(readFileSync(target, "utf8")).includes(anchor))
  );
}

/** The anchors of headings, as GitHub makes them. */
function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}
