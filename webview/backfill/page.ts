import type { BackfillAnswers, FromBackfillForm } from "../../protocol/webview/backfill.ts";
import { el, fill } from "../shared/dom.ts";
import { footerView } from "./footer-view.ts";
import type { FormPart } from "./form-part.ts";
import { afterChange, type FormState, whyNot } from "./form-state.ts";
import { headView } from "./head-view.ts";
import { paceFields, policyFields } from "./option-fields.ts";
import { paramFields } from "./param-fields.ts";
import { previewView } from "./preview-view.ts";
import { rangeFields } from "./range-fields.ts";
import { subsetFields } from "./subset-fields.ts";

/** What the page does with its host; the state is kept by `main.ts`. */
export interface PageHost {
  state(): FormState;
  update(change: (state: FormState) => FormState): void;
  post(message: FromBackfillForm): void;
}

/** All parts of the form of one subject. Undefined until there is one. */
export function formPage(root: HTMLElement, host: PageHost): FormPart | undefined {
  const { subject, answers } = host.state();
  if (subject === null || answers === null) return undefined;
  const change = (changed: Partial<BackfillAnswers>): void => {
    host.update((state) => afterChange(state, changed));
    const { answers: now, version } = host.state();
    if (now !== null) host.post({ kind: "changed", version, answers: now });
  };
  const run = (): void => runNow(host);
  const range = rangeFields(subject, answers, change);
  const policy = policyFields(answers, change);
  const subset = subsetFields(subject, answers, change);
  const pace = paceFields(subject, answers, change);
  const params = paramFields(subject, answers, change);
  const preview = previewView({
    plan: () => {
      host.update((state) => ({ ...state, phase: "planning", hasChanged: false }));
      host.post({ kind: "plan", version: host.state().version });
    },
    agreeToDuplicates: (agreesToDuplicates) => host.update((state) => ({ ...state, agreesToDuplicates })),
  });
  const footer = footerView(subject.target, {
    run,
    copyCommand: () => host.post({ kind: "copy-command" }),
    openGraph: () => host.post({ kind: "open-graph" }),
    showRuns: () => host.post({ kind: "show-runs" }),
    typeProduction: (production) => host.update((state) => ({ ...state, production })),
  });
  const fields = [range, policy, subset, pace, params];
  const form = el(
    "form",
    { class: "fields", "aria-label": `Backfill ${subject.dagId}` },
    headView(subject),
    fields.map(({ element }) => element),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  fill(root, el("div", { class: "columns" }, form, preview.element), footer.element);
  const parts = [...fields, preview, footer];
  return {
    element: root,
    show: (state) => {
      for (const part of parts) part.show(state);
    },
  };
}

/** Starts what the preview shows, if it may be. */
export function runNow(host: PageHost): void {
  const state = host.state();
  if (whyNot(state) !== undefined) return;
  const production = state.subject?.target?.production === true ? state.production : null;
  host.update((now) => ({ ...now, phase: "starting" }));
  host.post({ kind: "run", version: state.version, production });
}
