import type { RunDetail } from "../../../protocol/rpc/workspace.ts";
import { shownName } from "../../../protocol/text/shown-text.ts";
import type { GraphContent } from "../../../protocol/webview/graph.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { graphDag, graphInstance, graphRun } from "./graph-dag.ts";

/** What a panel shows of a DAG, or why it shows nothing. `detail`: the run that is shown, if there is one. */
export function graphContent(
  model: Pick<WorkspaceModel, "view" | "state" | "dag">,
  dagId: string,
  detail: RunDetail | undefined,
): GraphContent {
  const dag = model.dag(dagId);
  if (dag !== undefined) {
    return {
      kind: "graph",
      dag: graphDag(dag.spec, dag.sqlFiles),
      run: detail === undefined ? null : graphRun(detail.run),
      instances: detail === undefined ? [] : detail.tasks.map(graphInstance),
    };
  }
  const name = shownName(dagId, 80);
  if (model.view === undefined) return noRunner(model.state);
  const broken = model.view.broken.find((one) => one.dagId === dagId);
  if (broken === undefined) {
    return {
      kind: "message",
      tone: "info",
      text: `There is no DAG ${name} in this folder any more. It was renamed or deleted.`,
    };
  }
  return {
    kind: "message",
    tone: "error",
    text: `${shownName(broken.file)} has errors, so ${name} cannot be drawn. The graph comes back when they are mended.`,
    action: "problems",
  };
}

function noRunner(state: WorkspaceModel["state"]): GraphContent {
  const say = (tone: "wait" | "info" | "error", text: string): GraphContent => ({
    kind: "message",
    tone,
    text,
  });
  switch (state.kind) {
    case "starting":
    case "ready":
      return say("wait", "Starting the runner…");
    case "none":
      return say("info", "There are no DAG files in this folder any more.");
    case "untrusted":
      return say("info", "This folder is not trusted, so its DAG files are not read: they are programs.");
    case "virtual":
      return say("info", "Pipelines run on the machine that has the files: open the folder from disk.");
    case "broken":
      return say("error", `${state.message} ${state.next}`);
  }
}
