import type { Problem } from "../../../protocol/problem.ts";
import type { WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { shownName } from "../../../protocol/text/shown-text.ts";
import type { Finding } from "./finding.ts";

const LONGEST = 2000;

/** What is wrong in DAG files, SQL files and `millrace.json`; at the start of a file for what has no place in it. */
export function problemFindings({ problems, broken, dags }: WorkspaceView): readonly Finding[] {
  const files = new Map([
    ...broken.map(({ dagId, file }) => [dagId, file] as const),
    ...dags.map(({ spec }) => [spec.id, spec.position.file] as const),
  ]);
  return problems.map((problem) => {
    const { severity, code, dagId } = problem;
    const file = (dagId === undefined ? undefined : files.get(dagId)) ?? "millrace.json";
    const position = problem.position ?? { file, line: 1, column: 1 };
    return { position, severity, message: messageOf(problem), code };
  });
}

function messageOf({ message, next }: Problem): string {
  // Lines stay: the Problems panel shows the first, the hover all of them.
  const shown = (text: string): string =>
    text
      .split("\n")
      .map((line) => shownName(line, LONGEST))
      .join("\n");
  return next === undefined ? shown(message) : `${shown(message)} ${shown(next)}`;
}
