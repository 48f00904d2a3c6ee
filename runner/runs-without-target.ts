import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CONFIG_FILE } from "./config/load-config.ts";
import { parseLocatedJson } from "./config/located-json.ts";
import { openSqliteStore } from "./state/sqlite-store.ts";

/** Runs in the history of the workspace without a target, which no target shows. */
export interface RunsWithoutTarget {
  readonly count: number;
  /** The line of `millrace.json` from which on there are targets. */
  readonly line: number;
}

/** Undefined when there are none. Looking for them makes no history. */
export function runsWithoutTarget(workspace: string): RunsWithoutTarget | undefined {
  const file = path.join(workspace, ".millrace", "history.db");
  if (!existsSync(file)) return undefined;
  const store = openSqliteStore(file);
  try {
    const counts = store.summaries().flatMap((summary) => Object.values(summary.counts));
    const count = counts.reduce((sum, runs) => sum + runs, 0);
    return count === 0 ? undefined : { count, line: lineOfTargets(workspace) };
  } finally {
    store.close();
  }
}

function lineOfTargets(workspace: string): number {
  const json = parseLocatedJson(readFileSync(path.join(workspace, CONFIG_FILE), "utf8"));
  return json.ok ? json.placeOf(["targets"]).line : json.place.line;
}
