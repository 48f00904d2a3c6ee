import { UserError } from "../../protocol/user-error.ts";
import type { PathStep } from "./field-tree.ts";
import { buildFieldTree } from "./field-tree.ts";
import { createRecordParser, INCOMPLETE, INVALID } from "./record-parser.ts";

/** Where a JSONPaths file is: relative to the workspace, for the positions of errors. */
export interface JsonPathsFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads a JSONPaths file as Redshift's COPY takes it: `{"jsonpaths": ["$['a']['b']", "$.c[0].d"]}`, one path for
 * each column. Wildcards, filters and `..` do not exist in it. Throws a UserError with the place of the mistake.
 */
export function readJsonPaths(source: JsonPathsFile): readonly (readonly PathStep[])[] {
  const bytes = Buffer.from(source.text.replace(/^\uFEFF/, ""));
  const first = bytes.findIndex((byte) => byte > 0x20);
  const parser = createRecordParser(buildFieldTree([], false));
  if (first === -1) throw badFile(source, 0, "it is empty");
  const status = parser.parse(bytes, first, bytes.length);
  if (status === INCOMPLETE) throw badFile(source, source.text.length, "it ends too early");
  if (status === INVALID)
    throw badFile(source, bytes.toString("utf8", 0, parser.errorAt).length, parser.errorText);
  const rest = bytes.toString("utf8", parser.position, bytes.length);
  if (rest.trim() !== "")
    throw badFile(source, source.text.length - rest.trimStart().length, "text after its end");
  const content = JSON.parse(bytes.toString("utf8", 0, bytes.length)) as { jsonpaths?: unknown } | null;
  const paths = content?.jsonpaths;
  if (!Array.isArray(paths) || paths.length === 0) {
    throw badFile(source, 0, 'it needs a field "jsonpaths" with a list of paths');
  }
  let from = Math.max(source.text.indexOf('"jsonpaths"'), 0) + '"jsonpaths"'.length;
  return paths.map((path: unknown) => {
    const at = source.text.indexOf(JSON.stringify(path), from);
    if (at !== -1) from = at + 1;
    const offset = Math.max(at, 0);
    if (typeof path !== "string")
      throw badFile(source, offset, `${JSON.stringify(path)} is not a path in quotes`);
    const steps = parseJsonPath(path);
    if (!Array.isArray(steps)) {
      throw badFile(source, offset + 1 + steps.at, `in the path ${path}, ${steps.reason}`);
    }
    return steps;
  });
}

interface PathProblem {
  readonly at: number;
  readonly reason: string;
}

const STEP = /\.([^.[\]*'"\s()?@]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** The steps of one path, or what is wrong with it and at which character. */
export function parseJsonPath(path: string): PathStep[] | PathProblem {
  if (!path.startsWith("$")) return { at: 0, reason: "a path begins with $" };
  const steps: PathStep[] = [];
  let at = 1;
  while (at < path.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (match === null) return { at, reason: reasonAt(path.slice(at)) };
    const [whole, dotted, index, single, double] = match;
    steps.push(dotted ?? (index === undefined ? unescapeName(single ?? double ?? "") : Number(index)));
    at += whole.length;
  }
  return steps;
}

function reasonAt(rest: string): string {
  if (/^(?:\.\.|\.\*|\[['"]?\*|\[\?)/.test(rest)) return "wildcards, filters and .. cannot be used";
  return "a step is written .name, ['name'] or [0]";
}

function unescapeName(name: string): string {
  return name.replace(/\\(.)/g, "$1");
}

function badFile(source: JsonPathsFile, offset: number, reason: string): UserError {
  const before = source.text.slice(0, offset).split("\n");
  return new UserError({
    code: "bad-jsonpaths",
    message: `The JSONPaths file ${source.file} cannot be used: ${reason}.`,
    next: `Write it as {"jsonpaths": ["$['field']", …]}, one path for each column.`,
    position: { file: source.file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
  });
}
