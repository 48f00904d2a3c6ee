import { readFileSync } from "node:fs";
import path from "node:path";
import type { Problem } from "../../protocol/problem.ts";
import { validFields } from "../dag/schema-keys.ts";
import { schemaMistakes } from "../dag/schema-mistakes.ts";
import { type Config, configFile, DEFAULT_CONFIG, withDefaults } from "./config.ts";
import { parseLocatedJson, type TextPlace } from "./located-json.ts";
import { postgresMistakes } from "./postgres-mistakes.ts";
import { targetMistakes } from "./targets.ts";

export const CONFIG_FILE = "millrace.json";

/** What `millrace.json` says, and what is wrong in it. */
export interface Settings {
  readonly config: Config;
  readonly problems: readonly Problem[];
}

/**
 * Reads `millrace.json`. Without the file the defaults hold. Mistakes are problems with their places; settings
 * that have some are then the defaults.
 */
export function loadConfig(workspace: string): Settings {
  let text: string;
  try {
    text = readFileSync(path.join(workspace, CONFIG_FILE), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { config: DEFAULT_CONFIG, problems: [] };
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${CONFIG_FILE} cannot be read: ${reason}.`;
    return { config: DEFAULT_CONFIG, problems: [problem("unreadable-file", message)] };
  }
  return readConfig(text);
}

/** As `loadConfig`, of a text. */
export function readConfig(text: string): Settings {
  const json = parseLocatedJson(text);
  if (!json.ok) {
    return { config: DEFAULT_CONFIG, problems: [problem("syntax-error", json.message, json.place)] };
  }
  const parsed = configFile.safeParse(json.value);
  const config = withDefaults(parsed.success ? parsed.data : settingsThatFit(json.value));
  const subject = { of: "", noun: "setting", owner: CONFIG_FILE };
  const mistakes = parsed.success
    ? [...targetMistakes(config), ...postgresMistakes(config)]
    : schemaMistakes(configFile, json.value, subject);
  const problems = [
    ...json.duplicates.map(({ key, place }) =>
      problem("duplicate-setting", `"${key}" is set twice.`, place, "Keep one of them."),
    ),
    ...mistakes.map(({ code, message, next, path }) => problem(code, message, json.placeOf(path), next)),
  ];
  return { config, problems: problems.sort(byPlace) };
}

/** A mistake elsewhere does not change which target is meant, and so where the history is. */
function settingsThatFit(value: unknown): ReturnType<typeof validFields<typeof configFile.shape>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? validFields(configFile.shape, value as Readonly<Record<string, unknown>>) : {};
}

function byPlace({ position: a }: Problem, { position: b }: Problem): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

function problem(code: string, message: string, place?: TextPlace, next?: string): Problem {
  return {
    severity: "error",
    code,
    message,
    ...(next === undefined ? {} : { next }),
    position: { file: CONFIG_FILE, ...(place ?? { line: 1, column: 1 }) },
  };
}
