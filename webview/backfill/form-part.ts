import type { FormState } from "./form-state.ts";

/** A part of the page that is made once for a DAG, and then shows what the state says. */
export interface FormPart {
  readonly element: HTMLElement;
  show(state: FormState): void;
}
