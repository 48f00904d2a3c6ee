import type { GraphDag, GraphTask } from "../../../protocol/webview/graph.ts";

/** Tasks whose id, operator or description has every word of the text, in any case. None for an empty text. */
export function findTasks(dag: GraphDag, text: string): readonly GraphTask[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  return dag.tasks.filter(({ id, operator, description = "" }) => {
    const all = `${id}\n${operator}\n${description}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
