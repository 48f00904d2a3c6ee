import type { CheckView } from "../../../protocol/rpc/workspace.ts";
import { shownName } from "../../../protocol/text/shown-text.ts";
import { checkFinding } from "../../check-words.ts";

/** The statement that a check ran, under a comment that says what it came to. */
export function checkSqlText(check: CheckView | undefined): string {
  if (check === undefined) return "-- This check has no result any more.\n";
  const { name, outcome, interval, dagId, taskId, sql } = check;
  const head = [
    `-- ${shownName(name)}: ${outcome}`,
    `-- ${shownName(checkFinding(check), 500)}`,
    `-- ${shownName(dagId)} ${shownName(taskId)}, ${interval.start} to ${interval.end}`,
  ];
  return [...head, "", sql ?? "-- It ran no statement.", ""].join("\n");
}
