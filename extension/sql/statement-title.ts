import { sqlTokens } from "../../protocol/sql/sql-tokens.ts";

const LONGEST = 40;
/** Tables stand behind these. */
const BEFORE_TABLES = new Set(["FROM", "INTO", "UPDATE", "TABLE", "VIEW", "JOIN"]);
const MOST_TABLES = 2;
/** Statements that are told apart by their tables; others by how they begin. */
const OF_TABLES = new Set(["SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE"]);

/** A few words for a statement: `SELECT songplays, users`, `INSERT songs`. */
export function statementTitle(sql: string): string {
  const words: string[] = [];
  const tables: string[] = [];
  let before = "";
  let isTable = false;
  for (const { kind, start, end } of sqlTokens(sql)) {
    if (kind === "blank" || kind === "comment") continue;
    const text = sql.slice(start, end);
    const isName = kind === "name" || kind === "word";
    if (words.length === 0 && kind === "word") words.push(text.toUpperCase());
    else if (isName && BEFORE_TABLES.has(before)) tables.push(text);
    // `mart.songplays`: what comes behind the dot belongs to it.
    else if (isTable && (text === "." || (isName && before === ".")))
      tables.push(`${tables.pop() ?? ""}${text}`);
    isTable = (isName && BEFORE_TABLES.has(before)) || (isTable && (text === "." || before === "."));
    before = kind === "word" ? text.toUpperCase() : text;
    if (start > MOST_READ) break;
  }
  const [verb = ""] = words;
  const shown = [...new Set(tables)].slice(0, MOST_TABLES);
  const isShort = shown.length > 0 && OF_TABLES.has(verb);
  return cut(isShort ? `${verb} ${shown.join(", ")}` : withoutBlanks(sql));
}

const MOST_READ = 20_000;

function withoutBlanks(sql: string): string {
  return sql.slice(0, MOST_READ).trim().replace(/\s+/g, " ");
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join("")}…`;
}
