import { readFileSync } from "node:fs";
import path from "node:path";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import { isSqlFile } from "../core/sql-file.ts";
import { checkTemplate } from "../core/templates/check-template.ts";
import { resolveBeside, siblingsOf } from "./dag-files.ts";
import type { Reading } from "./reading.ts";
import type { Tell } from "./tell.ts";

/** The parameters of a task or a check, and which of them name files. */
export interface TextParams {
  readonly params: Readonly<Record<string, Json>>;
  /** ` of task "load"`. */
  readonly of: string;
  /** Inside of others by their path, lists left out: `left.sql`. */
  readonly sqlParams: readonly string[];
  readonly fileParams: readonly string[];
  /** The run parameters' defaults, which templates see as `params`. */
  readonly runParams: JsonObject;
}

/** Tells of files that are not there and of templates that cannot be read, in parameters and in SQL files. */
export function checkTexts(texts: TextParams, reading: Reading, tell: Tell): void {
  for (const [name, value] of Object.entries(texts.params)) {
    checkValue(value, { path: name, shown: name }, texts, reading, tell);
  }
}

/** A parameter, or a part of one. */
interface Param {
  /** As `sqlParams` names it: `statements.sql`. */
  readonly path: string;
  /** As messages name it: `statements[1].sql`. */
  readonly shown: string;
}

function checkValue(value: Json, param: Param, texts: TextParams, reading: Reading, tell: Tell): void {
  const { path, shown } = param;
  if (typeof value === "string") {
    checkText(value, param, texts, reading, tell);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      checkValue(item, { path, shown: `${shown}[${index}]` }, texts, reading, tell);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      checkValue(item, { path: `${path}.${name}`, shown: `${shown}.${name}` }, texts, reading, tell);
    }
  }
}

function checkText(text: string, param: Param, texts: TextParams, reading: Reading, tell: Tell): void {
  const { of, sqlParams, fileParams, runParams } = texts;
  const what = `"${param.shown}"${of}`;
  if (sqlParams.includes(param.path) && isSqlFile(text) && !text.includes("{{")) {
    checkSqlFile(text, what, runParams, reading, tell);
  } else if (fileParams.includes(param.path)) {
    // A word without an extension is a mode (`auto`), not a file.
    if (/\.\w+$/.test(text)) findFile(text, what, "missing-file", reading, tell);
  } else {
    const problem = checkTemplate(text, { what }, runParams);
    if (problem !== undefined) tell(problem.code, problem.message, problem.next);
  }
}

function checkSqlFile(name: string, what: string, runParams: JsonObject, reading: Reading, tell: Tell): void {
  const file = findFile(name, what, "missing-sql-file", reading, tell);
  if (file === undefined) return;
  let text: string;
  try {
    text = readFileSync(path.join(reading.workspace, file), "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    tell("unreadable-file", `The file ${file} (${what}) cannot be read: ${reason}.`);
    return;
  }
  const problem = checkTemplate(text, { file, what }, runParams);
  if (problem !== undefined) tell(problem.code, problem.message, problem.next, problem.position);
}

function findFile(
  name: string,
  what: string,
  code: string,
  { workspace, dagFile }: Reading,
  tell: Tell,
): string | undefined {
  const file = resolveBeside(workspace, dagFile, name);
  if (file !== undefined) return file;
  const hint = didYouMeanText(name, siblingsOf(workspace, dagFile, name));
  tell(
    code,
    `The file ${name} (${what}) is not there.${hint}`,
    "Paths are relative to the folder of the DAG file, then to the workspace.",
  );
  return undefined;
}
