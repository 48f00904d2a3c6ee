import type { ConnectionAnswers, TypedSecrets } from "../../protocol/webview/connection.ts";
import type { FormState } from "./form-state.ts";

/** A part of the page that is made once, and then shows what the state says. */
export interface FormPart {
  readonly element: HTMLElement;
  show(state: FormState): void;
}

/** One that can have a field whose file or folder the editor asks for. */
export interface ChoosingPart extends FormPart {
  /** Takes the path as if it were typed. Does nothing where the field is not its. */
  choose(field: string, path: string): void;
}

/** One that secrets are typed into. They are in its inputs and nowhere else. */
export interface SecretPart extends FormPart {
  typed(): TypedSecrets;
}

/** Tells that answers are others. Without any: what was typed for a secret is. */
export type Change = (changed: Partial<ConnectionAnswers>) => void;
