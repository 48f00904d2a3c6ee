import { checkTextLength } from "./budget.ts";
import { textOf } from "./python-text.ts";
import { TemplateError } from "./template-error.ts";
import { describeType, isList, isMap, isMoment, type Value } from "./value.ts";

/** Jinja's `tojson`: `indent` is a number of spaces, or None for one line with spaces after `,` and `:`. */
export function toJson(value: Value, indent: Value): string {
  const step = indent === null ? undefined : " ".repeat(Math.min(Number(indent), 10));
  const state = { length: 0 };
  const write = (item: Value, margin: string): string => {
    const text = isList(item)
      ? wrap(
          "[",
          item.map((each) => write(each, margin + (step ?? ""))),
          "]",
          margin,
          step,
        )
      : isMap(item)
        ? wrap(
            "{",
            [...item].map(([key, each]) => `${quote(textOf(key))}: ${write(each, margin + (step ?? ""))}`),
            "}",
            margin,
            step,
          )
        : scalar(item);
    state.length += text.length;
    checkTextLength(state.length);
    return text;
  };
  return write(value, "");
}

function wrap(
  open: string,
  items: readonly string[],
  close: string,
  margin: string,
  step: string | undefined,
): string {
  if (items.length === 0) return open + close;
  if (step === undefined) return open + items.join(", ") + close;
  const inner = margin + step;
  return `${open}\n${items.map((item) => inner + item).join(",\n")}\n${margin}${close}`;
}

function scalar(value: Value): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "bigint" || typeof value === "number") return textOf(value);
  if (typeof value === "string") return quote(value);
  if (isMoment(value)) return quote(textOf(value));
  throw new TemplateError(`${describeType(value)} cannot be written as JSON.`);
}

/** As Jinja does, safe inside HTML and single-quoted attributes. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&']/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
