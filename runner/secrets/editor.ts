import type { SecretRef } from "../../protocol/secret-ref.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { SecretKind } from "./secret-kind.ts";

type EditorRef = Extract<SecretRef, { readonly editor: string }>;

/** A secret that the editor keeps. */
export const editor: SecretKind<EditorRef> = {
  is: (ref) => "editor" in ref,
  // It asks nobody, and a secret that was just set there counts at once.
  keptFor: 0,
  async find({ editor: name }, { askEditor }, signal) {
    if (askEditor === undefined) throw noEditor(name);
    const secret = await askEditor(name, signal);
    if (secret === undefined || secret === "") throw notKept(name);
    return secret;
  },
};

/** For whoever has no editor to ask. */
export function noEditor(name: string): UserError {
  return new UserError({
    code: "no-editor",
    message: `The secret "${name}" is kept by the editor, and no editor has this workspace open.`,
    next: 'Open the workspace in VS Code and try again: the command line gets it from there. Where there is no editor, name an environment variable instead ({ "env": "…" }), or a command.',
    retryable: true,
  });
}

function notKept(name: string): UserError {
  return new UserError({
    code: "secret-missing",
    message: `The editor keeps no secret "${name}" for this workspace.`,
    next: "Run `Millrace: Set Secret…` in the editor.",
  });
}
