import type { GraphCommand } from "../../protocol/webview/graph.ts";
import type { MenuItem } from "./menu.ts";
import type { ShownNode } from "./model/shown-graph.ts";

export interface NodeMenuActions {
  command(command: GraphCommand, taskId: string): void;
  details(taskId: string): void;
  expand(group: Extract<ShownNode, { kind: "group" }>): void;
  /** Undefined when everything is shown already. */
  neighbours: ((taskId: string) => void) | undefined;
}

/** What can be done with a node. */
export function nodeMenu(node: ShownNode, actions: NodeMenuActions): readonly MenuItem[] {
  if (node.kind === "group") {
    return [{ label: "Expand group", icon: "expand-all", onPick: () => actions.expand(node) }];
  }
  const { id, hasSql, hasChecks } = node.task;
  const item = (label: string, icon: string, command: GraphCommand): MenuItem => ({
    label,
    icon,
    onPick: () => actions.command(command, id),
  });
  const { neighbours } = actions;
  return [
    item("Run task", "run", "millrace.runTask"),
    item("Run with upstream", "run-above", "millrace.runTaskWithUpstream"),
    item("Run with downstream", "run-below", "millrace.runTaskWithDownstream"),
    item("Clear…", "clear-all", "millrace.clear"),
    ...(hasChecks ? [item("Run checks", "beaker", "millrace.runChecks")] : []),
    { label: "Details", icon: "info", isApart: true, onPick: () => actions.details(id) },
    item("Open logs", "output", "millrace.openLogs"),
    ...(hasSql ? [item("Preview SQL", "open-preview", "millrace.previewSql")] : []),
    item("Go to definition", "go-to-file", "millrace.openSource"),
    ...(neighbours === undefined
      ? []
      : [{ label: "Show neighbours", icon: "type-hierarchy", onPick: () => neighbours(id) }]),
  ];
}
