import { XMLParser } from "fast-xml-parser";
import { badRequest } from "./errors.ts";

/** An element around elements. */
export function element(name: string, ...children: readonly string[]): string {
  return `<${name}>${children.join("")}</${name}>`;
}

/** An element around text. */
export function textElement(name: string, value: string | number | boolean): string {
  return `<${name}>${escapeText(String(value))}</${name}>`;
}

/** A document of S3's namespace. */
export function xmlDocument(name: string, ...children: readonly string[]): string {
  const open = `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${open}${children.join("")}</${name}>`;
}

const ESCAPES = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
]);

function escapeText(text: string): string {
  // XML 1.0 has no control characters; S3 writes them as references all the same.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/[&<>"\u0000-\u001f]/g, (c) => ESCAPES.get(c) ?? `&#x${c.charCodeAt(0).toString(16)};`);
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === "Object" || name === "Part",
});

/** The children of a request's root element, each text or an object or a list of them. */
export function parseXml(body: Buffer, root: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = parser.parse(body);
  } catch {
    throw malformedXml();
  }
  return record(record(document)[root]);
}

export function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformedXml();
  return value as Record<string, unknown>;
}

export function records(value: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(value)) throw malformedXml();
  return value.map(record);
}

export function malformedXml(): Error {
  return badRequest(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}
