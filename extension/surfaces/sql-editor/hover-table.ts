import { shownLine } from "../../../protocol/text/shown-text.ts";
import type { ResultSection } from "../../sql/result-tab.ts";
import { outcomeText, valueText } from "./inline-text.ts";

const MOST_ROWS = 8;
const MOST_COLUMNS = 6;

/** The first rows as a Markdown table, in which nothing of the data is Markdown. */
export function hoverTable(section: ResultSection): string {
  const columns = section.columns.slice(0, MOST_COLUMNS);
  if (columns.length === 0) return escaped(outcomeText(section));
  const more = section.columns.length - columns.length;
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  const rows = section.rows
    .slice(0, MOST_ROWS)
    .map((row) => line(columns.map((_, index) => valueText(row[index] ?? null))));
  const notes = [
    outcomeText(section),
    ...(more > 0 ? [`${more} more columns`] : []),
    "Millrace Results has all of it.",
  ];
  return [
    line(columns.map(({ name }) => shownLine(name, 40))),
    `|${columns.map(({ isNumeric }) => (isNumeric ? "---:" : "---")).join("|")}|`,
    ...rows,
    "",
    escaped(notes.join(" · ")),
  ].join("\n");
}

/** Every sign that Markdown knows is escaped: links would be made of `www.` and `name@host` otherwise. */
function escaped(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, "\\$&");
}
