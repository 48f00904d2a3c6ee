import type { DagSpec, TaskSpec } from "../../protocol/dag.ts";
import { tasksOfGroup } from "./graph.ts";
import { visibleText } from "./visible-text.ts";

/** Opening and closing bracket of a node, by what the operator does. */
const SHAPES = {
  wait: ["([", "])"],
  stage: ["[/", "/]"],
  load: ["[(", ")]"],
  check: ["{{", "}}"],
  code: ["(", ")"],
  sql: ["[", "]"],
} as const;

const FAMILIES: ReadonlyMap<string, keyof typeof SHAPES> = new Map([
  ["s3KeySensor", "wait"],
  ["stageFromS3", "stage"],
  ["loadFact", "load"],
  ["loadDimension", "load"],
  ["dataQuality", "check"],
  ["runSql", "sql"],
]);

/**
 * The DAG as a Mermaid flowchart: a subgraph per group, a shape per family of operators. Nodes are named t0, t1, …
 * and every name from the DAG file is a quoted, escaped label, so that no name can become Mermaid syntax or HTML.
 */
export function dagToMermaid(dag: DagSpec, direction: "LR" | "TD" = "LR"): string {
  const nodes = new Map(dag.tasks.map((task, index) => [task.id, `t${index}`]));
  const lines = [`flowchart ${direction}`, ...body(dag, undefined, nodes, "  ")];
  for (const task of dag.tasks) {
    for (const upstream of new Set(task.upstream)) {
      const from = nodes.get(upstream);
      if (from !== undefined) lines.push(`  ${from} --> ${nodes.get(task.id)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** The tasks and the groups whose parent is `group`, groups with what is inside them. */
function body(
  dag: DagSpec,
  group: string | undefined,
  nodes: ReadonlyMap<string, string>,
  indent: string,
): readonly string[] {
  const lines = dag.tasks
    .filter((task) => task.group === group)
    .map((task) => `${indent}${nodes.get(task.id)}${shaped(task)}`);
  for (const [index, inner] of dag.groups.entries()) {
    // Mermaid draws a subgraph without nodes as if it were a task.
    if (inner.parent !== group || tasksOfGroup(dag, inner.id).length === 0) continue;
    lines.push(`${indent}subgraph g${index}[${label(localName(inner.id, inner.parent))}]`);
    lines.push(...body(dag, inner.id, nodes, `${indent}  `), `${indent}end`);
  }
  return lines;
}

function shaped(task: TaskSpec): string {
  const [open, close] = SHAPES[FAMILIES.get(task.operator) ?? "code"];
  return `${open}${label(localName(task.id, task.group))}${close}`;
}

/** Inside its group's frame a task goes by its own name: `events`, not `staging.events`. */
function localName(id: string, group: string | undefined): string {
  return group !== undefined && id.startsWith(`${group}.`) ? id.slice(group.length + 1) : id;
}

/** A quoted label. Mermaid's own escape is `#` + decimal code + `;`; everything that is not plain gets it. */
function label(text: string): string {
  const escaped = visibleText(text).replace(
    /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic} _.,-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
  return `"${escaped}"`;
}
