import { checkTextLength } from "./budget.ts";
import { bindArguments, integerArgument, textArgument } from "./call-arguments.ts";
import type { Filter } from "./filters.ts";
import { isTrue } from "./operators.ts";
import { textOf } from "./python-text.ts";
import { capitalize, centerText, replaceText, titleCase } from "./text-methods.ts";

/** Filters over text; like Jinja's they take any value as its text. */
export const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  upper: (input) => textOf(input).toUpperCase(),
  lower: (input) => textOf(input).toLowerCase(),
  capitalize: (input) => capitalize(textOf(input)),
  title: (input) => titleCase(textOf(input)),
  trim: (input) => textOf(input).trim(),
  replace(input, args) {
    const given = bindArguments("replace", args, ["old", "new", "count"]);
    const count = given.count === null ? -1 : integerArgument("replace", "count", given.count, -1);
    return replaceText(textOf(input), textOf(given.old ?? null), textOf(given.new ?? null), count);
  },
  center: (input, args) =>
    centerText(
      textOf(input),
      integerArgument("center", "width", bindArguments("center", args, ["width"]).width, 80),
    ),
  indent(input, args) {
    const {
      width = 4n,
      first = false,
      blank = false,
    } = bindArguments("indent", args, ["width", "first", "blank"]);
    const margin = typeof width === "string" ? width : spaces(integerArgument("indent", "width", width));
    const lines = textOf(input).split("\n");
    checkTextLength(lines.length * margin.length);
    return lines
      .map((line, index) =>
        (index === 0 && !isTrue(first)) || (index > 0 && line === "" && !isTrue(blank))
          ? line
          : margin + line,
      )
      .join("\n");
  },
  truncate(input, args) {
    const given = bindArguments("truncate", args, ["length", "killwords", "end", "leeway"]);
    const length = integerArgument("truncate", "length", given.length, 255);
    const end = textArgument("truncate", "end", given.end, "...");
    const text = textOf(input);
    if (text.length <= length + integerArgument("truncate", "leeway", given.leeway, 5)) return text;
    const cut = text.slice(0, Math.max(0, length - end.length));
    const space = cut.lastIndexOf(" ");
    return (isTrue(given.killwords ?? false) || space < 0 ? cut : cut.slice(0, space)) + end;
  },
  wordcount: (input) => BigInt(textOf(input).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
};

function spaces(count: number): string {
  checkTextLength(count);
  return " ".repeat(Math.max(0, count));
}
