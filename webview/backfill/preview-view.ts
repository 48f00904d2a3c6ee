import type { BackfillPreview, PreviewNote, PreviewRow } from "../../protocol/webview/backfill.ts";
import { el, fill, icon } from "../shared/dom.ts";
import { checkbox } from "../shared/fields.ts";
import { button, progressRing } from "../shared/toolkit.ts";
import type { FormPart } from "./form-part.ts";
import { banner } from "./head-view.ts";
import { previewTable } from "./preview-table.ts";

export interface PreviewActions {
  /** Plan again. */
  readonly plan: () => void;
  readonly agreeToDuplicates: (agrees: boolean) => void;
}

/** The dry run: its summary in words, the table, and what the table has no room for. */
export function previewView({ plan, agreeToDuplicates }: PreviewActions): FormPart {
  const summary = el("p", { class: "summary", role: "status", "data-testid": "summary" });
  const ring = progressRing("Planning");
  const filter = el("select", { class: "input", "aria-label": "Show runs", "data-testid": "filter" });
  const refresh = button({ label: "Plan again", icon: "refresh", look: "icon", onclick: plan });
  const table = previewTable();
  const notes = el("ul", { class: "notes", "data-testid": "notes" });
  const changed = banner(
    "warning",
    "info",
    "What would run has changed meanwhile, so nothing was started. This is the plan now: press Run again to agree to it.",
  );
  const duplicates = el("div", { class: "agree" });
  const problem = el("p", { class: "problem", role: "alert", "data-testid": "form-problem" });
  const element = el(
    "section",
    { class: "preview stack", "aria-label": "Preview" },
    el(
      "div",
      { class: "preview-head" },
      el("h2", {}, "Preview"),
      ring,
      el("span", { class: "grow" }),
      filter,
      refresh,
    ),
    summary,
    problem,
    changed,
    table.element,
    duplicates,
    notes,
  );
  const drawn: { preview: BackfillPreview | null } = { preview: null };
  const drawRows = (): void => {
    const { rows } = drawn.preview ?? { rows: [] };
    table.show(rows.filter((row) => filter.value === "all" || filterOf(row).includes(filter.value)));
  };
  filter.addEventListener("change", drawRows);
  return {
    element,
    show: ({ preview, phase, problems, hasChanged, agreesToDuplicates }) => {
      const isWrong = Object.keys(problems).length > 0;
      element.classList.toggle("stale", phase === "planning" || isWrong);
      element.setAttribute("aria-busy", String(phase === "planning"));
      ring.hidden = phase === "shown";
      problem.textContent = problems.form ?? "";
      problem.hidden = problems.form === undefined;
      changed.hidden = !hasChanged;
      table.element.hidden = preview === null;
      if (preview !== null && drawn.preview !== preview) {
        drawn.preview = preview;
        drawFilter(filter, preview.rows);
        drawRows();
        fill(notes, preview.notes.map(noteItem));
      }
      const said = isWrong
        ? "No plan yet: something in the form has to be mended."
        : (preview?.summary ?? "Planning…");
      if (summary.textContent !== said) summary.textContent = said;
      const count = preview?.duplicates ?? 0;
      fill(
        duplicates,
        count > 0 &&
          checkbox({
            label: `Load these rows twice: ${count.toLocaleString("en-US")} ${count === 1 ? "load" : "loads"} would duplicate rows`,
            checked: agreesToDuplicates,
            onchange: agreeToDuplicates,
            attributes: { "data-testid": "agree-duplicates" },
          }),
      );
    },
  };
}

function filterOf({ action, mark, isMissingFiles }: PreviewRow): readonly string[] {
  return [action, ...(mark !== null || isMissingFiles ? ["noted"] : [])];
}

/** What the filter offers, with how many runs each has; the choice stays if it is still there. */
function drawFilter(filter: HTMLSelectElement, rows: readonly PreviewRow[]): void {
  const chosen = filter.value;
  const counts = new Map<string, { text: string; count: number }>([
    ["all", { text: "All", count: rows.length }],
  ]);
  const add = (value: string, text: string): void => {
    const known = counts.get(value);
    counts.set(value, { text, count: (known?.count ?? 0) + 1 });
  };
  for (const row of rows) {
    add(row.action, capital(row.actionText));
    if (filterOf(row).includes("noted")) add("noted", "With a warning");
  }
  fill(
    filter,
    [...counts].map(([value, { text, count }]) =>
      el("option", { value, selected: value === chosen }, `${text} (${count.toLocaleString("en-US")})`),
    ),
  );
  if (!counts.has(chosen)) filter.value = "all";
}

function noteItem({ kind, text, runs }: PreviewNote): HTMLElement {
  return el(
    "li",
    { class: `note ${kind}` },
    icon(kind === "warning" ? "warning" : "info"),
    el("div", {}, el("p", {}, text), runs !== "" && el("p", { class: "quiet" }, runs)),
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
