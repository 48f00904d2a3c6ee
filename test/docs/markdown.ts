import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../runner/package-root.ts";

/** A fenced block of a page. */
export interface Fence {
  readonly language: string;
  /** What follows the language: the file that the block is. */
  readonly name: string;
  readonly text: string;
  /** Line of its opening, counted from 1. */
  readonly line: number;
}

export interface Page {
  /** Relative to the repository, forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly fences: readonly Fence[];
}

/** Pages of the repository that users read: the README files, the changelog and everything below `docs/`. */
export function documentationPages(): readonly Page[] {
  const docs = readdirSync(path.join(packageRoot(), "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.posix.join("docs", name.replaceAll(path.sep, "/")));
  return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "samples/sparkify/README.md", ...docs.sort()].map(
    readPage,
  );
}

export function readPage(file: string): Page {
  const text = readFileSync(path.join(packageRoot(), file), "utf8");
  return { file, text, fences: fencesOf(text) };
}

function fencesOf(text: string): readonly Fence[] {
  return [...text.matchAll(/^```(\w*) ?(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? "",
    name: (match[2] ?? "").trim(),
    text: match[3] ?? "",
    line: text.slice(0, match.index).split("\n").length,
  }));
}

/** The page without its fenced blocks, line by line at their places. */
export function proseOf({ text }: Page): string {
  return text.replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ""));
}
