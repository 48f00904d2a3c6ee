import type { CheckSpec } from "../../../protocol/dag.ts";
import type { CheckView, WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { shownName } from "../../../protocol/text/shown-text.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import { checkFinding } from "../../check-words.ts";
import { checksOf, type DefinedCheck } from "../../checks-of.ts";
import type { Finding } from "./finding.ts";

/** Checks whose latest result is no good, at their definitions. One that passes is not among them any more. */
export function checkFindings(view: WorkspaceView): readonly Finding[] {
  return checksOf(view).flatMap((check) => {
    const { result } = check;
    const severity = result && severityOf(result);
    return result === undefined || severity === undefined ? [] : [findingOf(check, result, severity)];
  });
}

function severityOf({ outcome }: CheckView): Finding["severity"] | undefined {
  switch (outcome) {
    case "fail":
    case "error":
      return "error";
    case "warn":
      return "warning";
    case "pass":
    case "skipped":
      return undefined;
    default:
      return assertNever(outcome);
  }
}

function findingOf(
  { dag, taskId, spec }: DefinedCheck,
  result: CheckView,
  severity: Finding["severity"],
): Finding {
  const label = intervalLabeler(dag.spec.timezone)(result.interval);
  const name = shownName(spec.name);
  const said =
    result.outcome === "error" ? `could not be evaluated. ${checkFinding(result)}` : checkFinding(result);
  // Of an interval that has no run the check was evaluated by itself.
  const where = `${result.runId === null ? "interval" : "run"} ${label} of ${shownName(dag.spec.id)}`;
  return {
    position: spec.position,
    severity,
    message: `${name}: ${said} (${where})`,
    code: spec.kind,
    check: {
      dagId: dag.spec.id,
      taskId,
      check: spec.name,
      rows: result.keptRows ?? 0,
      hasSql: result.sql !== undefined,
      sqlFiles: sqlFiles(spec),
    },
  };
}

/** Paths in a DAG file are relative to its folder, then to the workspace. */
function sqlFiles({ params, position }: CheckSpec): readonly string[] {
  const { sql } = params;
  if (typeof sql !== "string" || !/^[^\n]+\.sql$/.test(sql)) return [];
  const folder = position.file.split("/").slice(0, -1);
  return [...new Set([[...folder, sql].join("/"), sql])];
}
