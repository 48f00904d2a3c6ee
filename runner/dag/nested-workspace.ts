import type { Problem } from "../../protocol/problem.ts";

/** A folder (relative to the workspace) with settings of its own: its DAGs are not meant for this workspace's. */
export function nestedWorkspace(folder: string): Problem {
  return {
    severity: "warning",
    code: "nested-workspace",
    message: `${folder} is a workspace of its own, with a millrace.json: its DAG files are not read here.`,
    next: `Open that folder, or give \`--workspace ${folder}\`; remove its millrace.json if its DAGs belong here.`,
    position: { file: `${folder}/millrace.json`, line: 1, column: 1 },
  };
}
