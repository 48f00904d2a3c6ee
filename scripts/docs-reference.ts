/**
 * Writes the generated parts of `docs/reference/`: tables of operators, checks, settings, commands and template
 * names, taken from the code. `node scripts/docs-reference.ts` writes them; a test fails when they are not as the
 * code says.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../runner/package-root.ts";
import { authoringBlocks } from "./docs/authoring-blocks.ts";
import { cliBlocks } from "./docs/cli-blocks.ts";
import { configBlocks } from "./docs/config-blocks.ts";
import { editorBlocks } from "./docs/editor-blocks.ts";
import { fillBlocks } from "./docs/markdown.ts";
import { templateBlocks } from "./docs/template-blocks.ts";

const FOLDER = path.join(packageRoot(), "docs", "reference");

export interface ReferencePage {
  readonly file: string;
  readonly text: string;
  /** The text with its generated parts made anew. */
  readonly generated: string;
}

/** All blocks by name, each name once. */
export async function referenceBlocks(): Promise<ReadonlyMap<string, () => string>> {
  const all = [authoringBlocks(), await cliBlocks(), configBlocks(), editorBlocks(), templateBlocks()];
  return new Map(all.flatMap((blocks) => [...blocks]));
}

export async function referencePages(): Promise<readonly ReferencePage[]> {
  const blocks = await referenceBlocks();
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => {
      const file = path.join(FOLDER, name);
      const text = readFileSync(file, "utf8");
      return { file, text, generated: fillBlocks(text, blocks) };
    });
}

if (import.meta.main) {
  for (const { file, text, generated } of await referencePages()) {
    if (text === generated) continue;
    writeFileSync(file, generated);
    console.log(path.relative(process.cwd(), file));
  }
}
