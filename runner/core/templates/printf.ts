import { checkTextLength } from "./budget.ts";
import { reprOf, textOf } from "./python-text.ts";
import { TemplateError } from "./template-error.ts";
import { describeType, isNumber, type Value } from "./value.ts";

/** Python's `"%05d" % 42`, which is Jinja's `format` filter too. */
export function printf(format: string, values: readonly Value[]): string {
  const rest = [...values];
  let length = 0;
  const text = format.replace(
    /%([-+ 0#]*)(\d*)(?:\.(\d+))?([\s\S]?)/g,
    (whole, flags: string, width: string, precision: string | undefined, code: string) => {
      if (whole === "%%") return "%";
      if (!"sdifgexXor".includes(code) || code === "") throw new TemplateError(`"${whole}" is not a format.`);
      const value = rest.shift();
      if (value === undefined) throw new TemplateError(`The format "${format}" needs more values.`);
      length += Number(width) + Number(precision ?? 0);
      checkTextLength(length);
      return pad(
        convert(code, value, precision === undefined ? undefined : Number(precision), flags),
        flags,
        Number(width),
      );
    },
  );
  if (rest.length > 0) throw new TemplateError(`The format "${format}" takes fewer values.`);
  return text;
}

function convert(code: string, value: Value, precision: number | undefined, flags: string): string {
  if (code === "s") return textOf(value).slice(0, precision);
  if (code === "r") return reprOf(value).slice(0, precision);
  if (!isNumber(value))
    throw new TemplateError(`"%${code}" needs a number, but it got ${describeType(value)}.`);
  const sign = flags.includes("+") && value >= 0 ? "+" : flags.includes(" ") && value >= 0 ? " " : "";
  return sign + convertNumber(code, value, precision);
}

function convertNumber(code: string, value: number | bigint, precision: number | undefined): string {
  const integer = () => {
    if (!Number.isFinite(Number(value))) throw new TemplateError(`"%${code}" needs a whole number.`);
    return typeof value === "bigint" ? value : BigInt(Math.trunc(value));
  };
  const decimals = Math.min(precision ?? 6, 100);
  switch (code) {
    case "f":
      return Number(value).toFixed(decimals);
    case "e":
      return Number(value)
        .toExponential(decimals)
        .replace(/e([+-])(\d)$/, "e$10$2");
    case "g":
      return String(Number(Number(value).toPrecision(Math.max(1, decimals))));
    case "x":
      return integer().toString(16);
    case "X":
      return integer().toString(16).toUpperCase();
    case "o":
      return integer().toString(8);
    default:
      return integer().toString();
  }
}

function pad(text: string, flags: string, width: number): string {
  if (flags.includes("-")) return text.padEnd(width);
  const zeros = flags.includes("0") && /^[-+ ]?\d/.test(text);
  if (!zeros) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}
