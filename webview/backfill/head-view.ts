import type { BackfillSubject } from "../../protocol/webview/backfill.ts";
import { el, icon } from "../shared/dom.ts";

/** The DAG, and the target that its runs would write to. */
export function headView({ dagId, description, target }: BackfillSubject): HTMLElement {
  return el(
    "header",
    { class: "stack" },
    el("h1", { class: "title" }, `Backfill ${dagId}`),
    description !== null && el("p", { class: "quiet description" }, description),
    target !== null &&
      !target.production &&
      !target.readOnly &&
      el("p", { class: "quiet" }, `Target: ${target.name}`),
    target?.production === true &&
      banner(
        "warning",
        "warning",
        `${target.name} is a production target.${target.description === null ? "" : ` ${target.description}`}`,
      ),
    target?.readOnly === true &&
      banner(
        "error",
        "lock",
        `The target ${target.name} is read-only: the plan can be looked at, and nothing runs.`,
      ),
  );
}

export function banner(kind: "info" | "warning" | "error", iconName: string, text: string): HTMLElement {
  return el("div", { class: `banner ${kind}`, role: "note" }, icon(iconName), el("p", {}, text));
}
