import type { Argument, Option } from "commander";

/** Where the values of an option or argument come from. */
export type Source =
  | "dags"
  | "dags or backfills"
  | "tasks"
  | "selection"
  | "targets"
  | "connections"
  | "places"
  | "files"
  | "folders"
  /** Dates, numbers and texts: nothing can be offered. */
  | "free";

const OPTION_SOURCES: Readonly<Record<string, Source>> = {
  "--workspace": "folders",
  "--folder": "folders",
  "--file": "files",
  "--junit": "files",
  "--target": "targets",
  "--connection": "connections",
  "--dag": "dags",
  "--task": "selection",
  "--except": "selection",
  "--date": "free",
  "--from": "free",
  "--to": "free",
  "--start": "free",
  "--end": "free",
  "--param": "free",
  "--name": "free",
  "--table": "free",
  "--tag": "free",
  "--limit": "free",
  "--try": "free",
  "--wait": "free",
  "--max-active-runs": "free",
  "--events": "free",
  "--seed": "free",
  "--include": "free",
  "--exclude": "free",
  "--jobs": "free",
  "--profile": "free",
  "--region": "free",
  "--endpoint": "free",
  "--source-profile": "free",
  "--source-region": "free",
  "--source-endpoint": "free",
  "--destination-profile": "free",
  "--destination-region": "free",
  "--destination-endpoint": "free",
};

const ARGUMENT_SOURCES: Readonly<Record<string, Source>> = {
  dag: "dags",
  id: "dags or backfills",
  task: "tasks",
  connection: "connections",
  place: "places",
  destination: "places",
  folder: "folders",
  statement: "free",
};

/** Undefined for one that nobody has thought of yet; a test finds those. Choices need no source. */
export function sourceOf(of: Option | Argument): Source | undefined {
  return "flags" in of ? OPTION_SOURCES[of.long ?? ""] : ARGUMENT_SOURCES[of.name()];
}
