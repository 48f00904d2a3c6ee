import type { Node } from "jsonc-parser";
import { findNodeAtLocation, parseTree } from "jsonc-parser";
import type { Json } from "../../protocol/json.ts";

/** What one line may have; longer objects get a line for each setting. */
const LONGEST_LINE = 100;

/**
 * The text of a JSON document with one more setting, or another value of one. Everything else stays as it was typed, and
 * what is new looks like its neighbours. Objects on the way that are missing are made. Undefined when the text is no
 * JSON, or has something else than an object on the way.
 */
export function withSetting(
  text: string,
  path: readonly [string, ...string[]],
  value: Json,
): string | undefined {
  const root = parseTree(text);
  if (root === undefined) return undefined;
  const there = findNodeAtLocation(root, [...path]);
  if (there !== undefined) {
    const depth = indentAt(text, there.offset);
    return spliced(text, there.offset, there.length, laidOut(value, depth, unitOf(text)));
  }
  const known = knownPart(root, path);
  const object = findNodeAtLocation(root, [...path.slice(0, known)]);
  const key = path[known];
  if (object?.type !== "object" || key === undefined) return undefined;
  const inner = path.slice(known + 1).reduceRight<Json>((made, name) => ({ [name]: made }), value);
  return withProperty(text, object, key, inner);
}

/** How many names of the path, from its beginning, lead somewhere. */
function knownPart(root: Node, path: readonly string[]): number {
  let known = 0;
  while (known < path.length && findNodeAtLocation(root, path.slice(0, known + 1)) !== undefined) known++;
  return known;
}

function withProperty(text: string, object: Node, key: string, value: Json): string {
  const unit = unitOf(text);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const last = object.children?.at(-1);
  const ownLine = last !== undefined && isFirstOnLine(text, last.offset);
  const indent = ownLine ? indentAt(text, last.offset) : indentAt(text, object.offset) + unit;
  const property = `${JSON.stringify(key)}: ${laidOut(value, indent, unit, key.length + 4)}`.replaceAll(
    "\n",
    eol,
  );
  if (last === undefined) {
    const closing = `${eol}${indentAt(text, object.offset)}`;
    return spliced(text, object.offset, object.length, `{${eol}${indent}${property}${closing}}`);
  }
  const before = ownLine ? `,${eol}${indent}` : ", ";
  return spliced(text, last.offset + last.length, 0, before + property);
}

/** `{ "a": 1 }` where that fits into a line, else a line for each setting. */
function laidOut(value: Json, indent: string, unit: string, before = 0): string {
  const line = inOneLine(value);
  if (typeof value !== "object" || value === null) return line;
  if (indent.length + before + line.length <= LONGEST_LINE) return line;
  const deeper = indent + unit;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const items = Array.isArray(value)
    ? value.map((item: Json) => deeper + laidOut(item, deeper, unit))
    : Object.entries(value).map(
        ([key, item]) => `${deeper}${JSON.stringify(key)}: ${laidOut(item, deeper, unit, key.length + 4)}`,
      );
  return `${open}\n${items.join(",\n")}\n${indent}${close}`;
}

function inOneLine(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  const items = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inOneLine(item)}`);
  return items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
}

/** What the document indents by: of its first indented line. */
function unitOf(text: string): string {
  return /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
}

/** The blanks that the line of this place begins with. */
function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "";
}

function isFirstOnLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset));
}

function spliced(text: string, offset: number, length: number, by: string): string {
  return text.slice(0, offset) + by + text.slice(offset + length);
}
