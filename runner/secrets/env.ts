import type { SecretRef } from "../../protocol/secret-ref.ts";
import { UserError } from "../../protocol/user-error.ts";
import { ENV_FILE, lineWithoutValue } from "./env-file.ts";
import type { SecretKind, SecretPlaces } from "./secret-kind.ts";

type EnvRef = Extract<SecretRef, { readonly env: string }>;

/** A variable of the environment, or of `.env`. */
export const env: SecretKind<EnvRef> = {
  is: (ref) => "env" in ref,
  keptFor: 0,
  async find({ env: name }, places) {
    const value = places.variables(name);
    if (value === undefined) throw notSet(name, places);
    if (value === "") throw emptyVariable(name, places);
    return value;
  },
};

function notSet(name: string, { workspace }: SecretPlaces): UserError {
  const line = lineWithoutValue(workspace, name);
  const written =
    line === undefined ? "" : ` Line ${line} of ${ENV_FILE} begins with it, and is not ${name}=…`;
  return new UserError({
    code: "secret-missing",
    message: `The environment variable ${name} is not set, and ${ENV_FILE} does not have it.${written}`,
    next: `Write ${name}=… into the workspace's ${ENV_FILE}, or set it and start the terminal or the editor anew.`,
  });
}

function emptyVariable(name: string, { env: own }: SecretPlaces): UserError {
  const isOwn = own[name] !== undefined;
  return new UserError({
    code: "secret-missing",
    message: isOwn
      ? `The environment variable ${name} is empty, and wins over ${ENV_FILE}.`
      : `${name} is empty in ${ENV_FILE}.`,
    next: isOwn ? `Give it a value, or unset it so that ${ENV_FILE} counts.` : "Give it a value there.",
  });
}
