import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Problem } from "../../protocol/problem.ts";
import { schemaMistakes } from "../dag/schema-mistakes.ts";
import { type Config, configFile, DEFAULT_CONFIG, withDefaults } from "./config.ts";
import { parseLocatedJson, type TextPlace } from "./located-json.ts";

export const CONFIG_FILE = "millrace.json";

/**
 * Reads `millrace.json`. Without the file the defaults hold. Mistakes are problems with their places; the
 * settings are then the defaults.
 */
export async function loadConfig(
  workspace: string,
): Promise<{ readonly config: Config; readonly problems: readonly Problem[] }> {
  let text: string;
  try {
    text = await readFile(path.join(workspace, CONFIG_FILE), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { config: DEFAULT_CONFIG, problems: [] };
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${CONFIG_FILE} cannot be read: ${reason}.`;
    return { config: DEFAULT_CONFIG, problems: [problem("unreadable-file", message)] };
  }
  return readConfig(text);
}

/** As `loadConfig`, of a text. */
export function readConfig(text: string): { readonly config: Config; readonly problems: readonly Problem[] } {
  const json = parseLocatedJson(text);
  if (!json.ok) {
    return { config: DEFAULT_CONFIG, problems: [problem("syntax-error", json.message, json.place)] };
  }
  const subject = { of: "", noun: "setting", owner: CONFIG_FILE };
  const problems = [
    ...json.duplicates.map(({ key, place }) =>
      problem("duplicate-setting", `"${key}" is set twice.`, place, "Keep one of them."),
    ),
    ...schemaMistakes(configFile, json.value, subject).map(({ code, message, next, path }) =>
      problem(code, message, json.placeOf(path), next),
    ),
  ];
  problems.sort(byPlace);
  const parsed = configFile.safeParse(json.value);
  return { config: parsed.success ? withDefaults(parsed.data) : DEFAULT_CONFIG, problems };
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
