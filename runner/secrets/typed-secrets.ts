import type { Redactor, Secrets } from "./secrets.ts";

/** As `secrets`, but what was typed for references to the editor comes before what the editor keeps. */
export function withTypedSecrets(
  secrets: Secrets,
  typed: Readonly<Record<string, string>>,
  redactor: Redactor,
): Secrets {
  for (const secret of Object.values(typed)) redactor.add(secret);
  return {
    get: async (ref, signal) => {
      const given = "editor" in ref && Object.hasOwn(typed, ref.editor) ? typed[ref.editor] : undefined;
      return given ?? (await secrets.get(ref, signal));
    },
  };
}
