import type { Problem, SourcePosition } from "../../../protocol/problem.ts";
import type { WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { joined } from "../../text/joined.ts";
import { lines } from "../../trees/parts.ts";
import type { TreeRow } from "../../trees/tree-row.ts";

/** DAGs and files that could not be read. A click goes to the first thing that is wrong. */
export function brokenRows({ broken, problems }: WorkspaceView): readonly TreeRow[] {
  const errors = problems.filter(({ severity }) => severity === "error");
  const dags = broken.map(({ dagId, file }) =>
    brokenRow(
      `broken ${dagId}`,
      dagId,
      file,
      errors.filter((error) => error.dagId === dagId),
    ),
  );
  const ids = new Set(broken.map(({ dagId }) => dagId));
  const others = errors.filter(({ dagId }) => dagId === undefined || !ids.has(dagId));
  const byFile = Map.groupBy(others, ({ position }) => position?.file ?? "millrace.json");
  return [...dags, ...[...byFile].map(([file, ofFile]) => brokenRow(`file ${file}`, file, file, ofFile))];
}

function brokenRow(key: string, label: string, file: string, errors: readonly Problem[]): TreeRow {
  const [first] = errors;
  const position: SourcePosition = first?.position ?? { file, line: 1, column: 1 };
  return {
    key,
    label,
    description: joined([errors.length > 1 && counted(errors.length, "problem"), first?.message]),
    icon: { icon: "error", color: "testing.iconFailed" },
    spokenState: "cannot be read",
    tooltip: lines([
      `${label} cannot be read`,
      ...errors.slice(0, 5).flatMap(({ message, next }) => [message, next]),
      errors.length > 5 && `and ${errors.length - 5} more in the Problems panel`,
    ]),
    words: ["named"],
    subject: { name: label },
    click: { kind: "source", position },
  };
}
