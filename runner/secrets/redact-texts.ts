import type { Redactor } from "./secrets.ts";

/** Fields that hold words for people, or SQL, wherever they are in plain data. */
const TEXTS: ReadonlySet<string> = new Set([
  "expected",
  "found",
  "line",
  "logTail",
  "message",
  "next",
  "note",
  "notes",
  "notices",
  "observed",
  "problem",
  "reason",
  "rendered",
  "sql",
  "text",
]);

/** Fields with what is not told but kept: data, and what is compared with what comes back. */
const KEPT: ReadonlySet<string> = new Set(["columns", "dag", "order", "params", "plan", "rows", "values"]);

/**
 * The same plain data without secrets in its texts. Ids, names, numbers and rows stay as they are; so does the value
 * itself where there is nothing to be changed.
 */
export function redactTexts<T>(value: T, redactor: Pick<Redactor, "redact">): T {
  return redacted(value, false, redactor) as T;
}

function redacted(value: unknown, isText: boolean, redactor: Pick<Redactor, "redact">): unknown {
  if (typeof value === "string") return isText ? redactor.redact(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => redacted(item, isText, redactor));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const changed: [string, unknown][] = [];
  for (const [key, field] of Object.entries(value)) {
    if (KEPT.has(key)) continue;
    const clean = redacted(field, TEXTS.has(key), redactor);
    if (clean !== field) changed.push([key, clean]);
  }
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}
