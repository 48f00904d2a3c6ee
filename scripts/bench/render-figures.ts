import type { Style } from "../../runner/cli/render/style.ts";
import { renderTable } from "../../runner/cli/render/table.ts";
import type { Figure } from "./figure.ts";
import { meetsGoal, ratiosOf, spreadOf } from "./figure.ts";

/** A figure with the letter of its area. */
export interface Line extends Figure {
  readonly area: string;
}

const COLUMNS = ["", "figure", "median", "min – max", "rounds", "ratio (min – max)", "goal", "met"];

/** One table of all figures. */
export function renderFigures(lines: readonly Line[], style: Style, width: number): string {
  const rows = lines.map((line) => {
    const { median, least, most } = spreadOf(line.samples);
    const met = meetsGoal(line);
    return [
      line.area,
      line.what,
      `${amount(median)} ${line.unit}`,
      `${amount(least)} – ${amount(most)}`,
      line.samples.length,
      ratio(line),
      goalOf(line),
      met === undefined ? "" : met ? "yes" : "NO",
    ];
  });
  return renderTable({ columns: COLUMNS, rows, width, style, paintCell: paintMet(style) });
}

/** Which goals are missed, in a sentence. */
export function goalSentence(lines: readonly Line[]): string {
  const judged = lines.filter((line) => meetsGoal(line) !== undefined);
  const missed = judged
    .filter((line) => meetsGoal(line) === false)
    .map(({ area, what }) => `${area} ${what.trim()}`);
  if (judged.length === 0) return "None of these figures has a goal.";
  if (missed.length === 0) return `All ${judged.length} goals are met.`;
  return `${missed.length} of ${judged.length} goals missed: ${missed.join("; ")}.`;
}

function goalOf({ goal, unit, ratioGoal }: Figure): string {
  if (ratioGoal !== undefined) return `ratio ≥ ${ratioGoal}`;
  return goal === undefined ? "" : `< ${goal} ${unit}`;
}

function ratio({ samples, base }: Figure): string {
  if (base === undefined) return "";
  const { median, least, most } = spreadOf(ratiosOf(samples, base.samples));
  return `${amount(median)} × ${base.name} (${amount(least)} – ${amount(most)})`;
}

/** Three digits that matter, thousands apart. */
function amount(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toLocaleString("en-US", { minimumSignificantDigits: 2, maximumSignificantDigits: 3 });
}

function paintMet(style: Style) {
  const met = COLUMNS.indexOf("met");
  return (text: string, value: unknown, column: number): string => {
    if (column !== met) return text;
    return value === "NO" ? style.paint.red(text) : style.paint.green(text);
  };
}
