import type { BackfillTarget } from "../../protocol/webview/backfill.ts";
import { el, icon } from "../shared/dom.ts";
import { textField } from "../shared/fields.ts";
import { button, setDisabled } from "../shared/toolkit.ts";
import type { FormPart } from "./form-part.ts";
import { whyNot } from "./form-state.ts";

export interface FooterActions {
  readonly run: () => void;
  readonly copyCommand: () => void;
  readonly openGraph: () => void;
  readonly showRuns: () => void;
  readonly typeProduction: (text: string) => void;
}

/** Run, why it cannot be pressed, and what it started. */
export function footerView(target: BackfillTarget | null, actions: FooterActions): FormPart {
  const run = button({
    label: "Run",
    icon: "play",
    look: "primary",
    title: "Run (Ctrl+Enter)",
    onclick: actions.run,
    "data-testid": "run",
  });
  const copy = button({
    label: "Copy as command",
    icon: "terminal",
    onclick: actions.copyCommand,
    "data-testid": "copy-command",
  });
  const status = el("p", { class: "status quiet", role: "status", "data-testid": "status" });
  // Where the preview is below the fields, what Run would do is said here too.
  const gist = el("p", { class: "gist", "aria-hidden": true });
  const started = el("p", { "data-testid": "started" });
  const after = el(
    "div",
    { class: "row started", role: "status" },
    icon("pass"),
    started,
    button({ label: "Open Graph", onclick: actions.openGraph }),
    button({ label: "Show Runs", onclick: actions.showRuns }),
  );
  const production =
    target?.production === true && !target.readOnly
      ? textField({
          id: "production",
          label: `Type ${target.name} to run on this production target`,
          value: "",
          attributes: { "data-testid": "production" },
          oninput: actions.typeProduction,
        })
      : undefined;
  return {
    element: el(
      "footer",
      {},
      after,
      production?.element,
      el("div", { class: "row" }, run, copy, status, gist),
    ),
    show: (state) => {
      const reason = whyNot(state);
      setDisabled(run, reason !== undefined);
      if (status.textContent !== (reason ?? "")) status.textContent = reason ?? "";
      gist.textContent = reason === undefined ? (state.preview?.summary ?? "") : "";
      after.hidden = state.started === null;
      started.textContent = state.started ?? "";
      if (production !== undefined && production.input.value !== state.production)
        production.input.value = state.production;
    },
  };
}
