import type { GraphContent, GraphRun, ToGraphPage } from "../../../protocol/webview/graph.ts";
import { beginMeasuring, measureUpdate } from "../measure.ts";
import { announcementOf } from "../model/announcement.ts";
import { assertNever } from "../model/assert-never.ts";
import { taskFacts } from "../model/node-facts.ts";
import { openingOf } from "../model/scope.ts";
import { taskKey } from "../model/shown-graph.ts";
import { showMessage } from "../notice.ts";
import { type Parts, selectedTask } from "./parts.ts";
import { beginDetail, reveal, select } from "./select.ts";
import { draw } from "./show-graph.ts";

/** What the extension tells. */
export function receive(parts: Parts, message: ToGraphPage): void {
  const { known, picker, detail, regions } = parts;
  const isSelected = (taskId: string): boolean => taskKey(taskId) === known.state.selected;
  switch (message.kind) {
    case "show":
      parts.set({ subject: message.subject });
      showContent(parts, message.content);
      break;
    case "update": {
      for (const instance of message.instances) known.instances.set(instance.taskId, instance);
      showRun(parts, message.run);
      const changed = message.instances.map(({ taskId }) => taskId);
      patch(parts, changed);
      measureUpdate(message.at);
      break;
    }
    case "runs":
      known.runs = message.isMore ? [...known.runs, ...message.runs] : message.runs;
      picker.list(known.runs, message.hasMore);
      break;
    case "runsFailed":
      regions.say(message.message, true);
      break;
    case "detail":
      if (isSelected(message.detail.taskId)) detail.show(message.detail);
      break;
    case "detailFailed":
      if (isSelected(message.taskId)) detail.fail(message.message);
      break;
    case "reveal":
      void reveal(parts, message.taskId, true);
      break;
    case "said":
      regions.say(message.text, message.isError);
      break;
    case "measure":
      beginMeasuring();
      break;
    default:
      assertNever(message);
  }
}

/** Draws what these tasks are like now, their details included. */
export function patch({ known, view, detail }: Parts, tasks: readonly string[]): void {
  view.patch(tasks);
  const task = selectedTask(known);
  if (task !== undefined && tasks.includes(task.id)) {
    detail.facts(taskFacts(task, known.instances.get(task.id), Date.now()));
  }
}

function showContent(parts: Parts, content: GraphContent): void {
  const { known, regions, view } = parts;
  if (content.kind === "message") {
    regions.setMessage(true);
    view.clear();
    known.dag = null;
    showWhy(parts, content);
    return;
  }
  const isFirst = known.dag === null;
  known.dag = content.dag;
  known.instances.clear();
  for (const instance of content.instances) known.instances.set(instance.taskId, instance);
  showRun(parts, content.run);
  regions.setMessage(false);
  const task = selectedTask(known);
  if (known.state.scope === undefined) {
    const stateOf = (taskId: string) => known.instances.get(taskId)?.state;
    parts.set(openingOf(content.dag, task?.id ?? null, stateOf));
  }
  if (task === undefined) {
    if (known.state.selected !== null) select(parts, null);
  } else if (isFirst) beginDetail(parts, task);
  else patch(parts, [task.id]);
  void draw(parts);
}

function showWhy(parts: Parts, { tone, text, action }: Extract<GraphContent, { kind: "message" }>): void {
  const actions = {
    problems: { label: "Show Problems", onPick: () => parts.post({ kind: "showProblems" }) },
    latest: { label: "Show the latest run", onPick: () => parts.post({ kind: "pickRun", runId: null }) },
  } as const;
  showMessage(parts.regions.message, tone, text, action === undefined ? undefined : actions[action]);
}

function showRun({ known, picker, regions }: Parts, run: GraphRun | null): void {
  const said = run === null ? undefined : announcementOf(known.run, run, known.instances.values());
  known.run = run;
  picker.show(run, (known.state.subject?.runId ?? null) === null);
  if (said !== undefined) regions.announce(said);
}
