import type { Redactor, Secrets, Variables } from "./secrets.ts";

/** Where secrets can come from. */
export interface SecretSources {
  /** The process's own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly redactor: Redactor;
  /** Asks the editor for a secret that it keeps; undefined when it has none of that name. Left out: no editor. */
  readonly askEditor?: (name: string, signal?: AbortSignal) => Promise<string | undefined>;
}

export interface WorkspaceSecrets {
  readonly variables: Variables;
  readonly secrets: Secrets;
}

export function workspaceSecrets(workspace: string, sources: SecretSources): WorkspaceSecrets {
  return {
    variables: (name) => sources.env[name],
    secrets: {
      get: () => {
        throw new Error(`Not there yet: ${workspace}`);
      },
    },
  };
}
