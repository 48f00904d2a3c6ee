import type { ZodType, z } from "zod";
import { didYouMeanText } from "../core/did-you-mean.ts";
import { describeValue } from "./authoring/plain.ts";
import { schemaAt, schemaKeys } from "./schema-keys.ts";

/** What is checked, in the words of its messages. */
export interface SchemaSubject {
  /** ` of task "load"`: follows the name of what is wrong. */
  readonly of: string;
  /** `parameter`, `option`, `setting`: also the end of the codes. */
  readonly noun: string;
  /** What the names belong to: `stageFromS3`. */
  readonly owner: string;
  /** Names that exist beside the schema's own. */
  readonly otherNames?: readonly string[];
}

export interface SchemaMistake {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
  readonly next?: string;
}

type Issue = z.core.$ZodIssue;

/** All that is wrong with a value, by its schema, in sentences. Empty when it fits. */
export function schemaMistakes(
  schema: ZodType,
  value: unknown,
  subject: SchemaSubject,
): readonly SchemaMistake[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => mistakesOf(issue, schema, value, subject));
}

function mistakesOf(
  issue: Issue,
  schema: ZodType,
  value: unknown,
  subject: SchemaSubject,
): readonly SchemaMistake[] {
  const { of, noun, owner } = subject;
  const name = `"${pathText(issue.path)}"`;
  const given = valueAt(value, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = schemaKeys(schemaAt(schema, issue.path, value)) ?? [];
    const names = [...known, ...(issue.path.length === 0 ? (subject.otherNames ?? []) : [])];
    const place = issue.path.length === 0 ? owner : name;
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      code: `unknown-${noun}`,
      message: `"${pathText([...issue.path, key])}"${of} is no ${noun} of ${place}.${didYouMeanText(key, names)}`,
      next: known.length === 0 ? `${place} takes none.` : `It takes ${known.join(", ")}.`,
    }));
  }
  if (issue.code === "invalid_key") {
    const reason = issue.issues[0]?.message ?? issue.message;
    return [{ path: issue.path, code: `bad-${noun}`, message: sentence(`${name}${of}: ${reason}`) }];
  }
  if (issue.code === "custom") {
    const whole = of === "" ? owner : of.replace(/^ of /, "");
    const place = issue.path.length === 0 ? whole : `${name}${of}`;
    const { says, next } = ownText(issue.message);
    return [{ path: issue.path, code: `bad-${noun}`, message: sentence(`${place}: ${says}`), ...next }];
  }
  if (given === undefined && issue.path.length > 0) {
    const expected = expectation(issue);
    return [
      {
        path: issue.path,
        code: `missing-${noun}`,
        message: `${name}${of} is missing.`,
        ...(expected === undefined ? {} : { next: `It is ${expected}.` }),
      },
    ];
  }
  if (hasOwnText(issue)) {
    const { says, next } = ownText(issue.message);
    return [{ path: issue.path, code: `bad-${noun}`, message: sentence(`${name}${of} ${says}`), ...next }];
  }
  const deeper = deepestBranch(issue);
  if (deeper !== undefined) {
    return deeper.flatMap((inner) =>
      mistakesOf({ ...inner, path: [...issue.path, ...inner.path] }, schema, value, subject),
    );
  }
  const place = issue.path.length === 0 ? owner : `${name}${of}`;
  const hint =
    issue.code === "invalid_value" && typeof given === "string"
      ? didYouMeanText(given, issue.values.map(String))
      : "";
  const expected = expectation(issue);
  const isEmpty = given === "" || (Array.isArray(given) && given.length === 0);
  if (isEmpty && issue.code === "too_small")
    return [{ path: issue.path, code: `bad-${noun}`, message: `${place} is empty.` }];
  return [
    {
      path: issue.path,
      code: `bad-${noun}`,
      message:
        expected === undefined
          ? sentence(`${place}: ${issue.message}`)
          : `${place} is ${describeValue(given)}, not ${expected}.${hint}`,
    },
  ];
}

/** Where a schema says itself what is wanted, such as where a value must not be told. */
function hasOwnText({ code, message }: Issue): boolean {
  return (code === "invalid_union" || code === "invalid_type") && !message.startsWith("Invalid ");
}

/** A schema's own text: what is wrong, and on a second line what to do. */
function ownText(message: string): { readonly says: string; readonly next: { readonly next?: string } } {
  const [says = "", next] = message.split("\n");
  return { says, next: next === undefined ? {} : { next } };
}

/** Of a union: the branch that fitted at first and went wrong inside; of several the one whose names were used. */
function deepestBranch(issue: Issue): readonly Issue[] | undefined {
  if (issue.code !== "invalid_union") return undefined;
  const inside = issue.errors.filter((branch) => branch.length > 0 && branch.every(isInside));
  const strange = (branch: readonly Issue[]): number =>
    branch.filter(({ code }) => code === "unrecognized_keys").length;
  return inside.toSorted((a, b) => strange(a) - strange(b))[0];
}

function isInside(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === "unrecognized_keys" || issue.code === "custom";
}

/** What the schema wants, in words that follow "is": `a list`. Undefined where only zod's own text says it. */
function expectation(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return alternatives(issue.values.map((value) => JSON.stringify(value)));
    case "invalid_union": {
      const tags = "options" in issue ? issue.options : undefined;
      if (tags !== undefined) return alternatives(tags.map((value) => JSON.stringify(value)));
      const branches = issue.errors.map((branch) => branch.map(expectation)[0]);
      return branches.every((branch) => branch !== undefined) && branches.length > 0
        ? alternatives([...new Set(branches)])
        : undefined;
    }
    case "too_small":
      if (issue.origin === "string" || issue.origin === "array") {
        return issue.minimum === 1 ? `${ORIGINS[issue.origin]} that is not empty` : undefined;
      }
      return `a number ${issue.inclusive === false ? "above" : "of at least"} ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "string" || issue.origin === "array") return undefined;
      return `a number ${issue.inclusive === false ? "below" : "of at most"} ${issue.maximum}`;
    default:
      return undefined;
  }
}

const ORIGINS: Readonly<Record<string, string>> = { string: "a text", array: "a list" };

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function alternatives(values: readonly string[]): string {
  return values.length < 2 ? values.join() : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}

/** `connections.lake.path`, `columns[2]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === "number" ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`,
    )
    .join("");
}

export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
