import { UserError } from "../../protocol/user-error.ts";
import { proxySecrets } from "../proxies/proxies.ts";
import { cached } from "./cached.ts";
import { eitherSignal } from "./either-signal.ts";
import { envFile } from "./env-file.ts";
import { kindOf } from "./registry.ts";
import type { SecretPlaces } from "./secret-kind.ts";
import type { Redactor, Secrets, Variables } from "./secrets.ts";

/** Where secrets can come from. */
export interface SecretSources {
  /** The process's own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly redactor: Redactor;
  /**
   * Asks the editor for a secret that it keeps; undefined when it has none of that name. Left out: no editor. Throws a
   * UserError when nobody answers.
   */
  readonly askEditor?: (name: string, signal?: AbortSignal) => Promise<string | undefined>;
  /**
   * Ends what is being looked for when it aborts, whatever signal those who ask have: AWS's client has none, and a pool of
   * connections has its own, which no interrupt reaches. What is begun afterwards may be about tidying up, and goes on.
   */
  readonly interrupted?: AbortSignal;
  /** A clock in milliseconds that is never set. Default: the process's. */
  readonly now?: () => number;
}

export interface WorkspaceSecrets {
  readonly variables: Variables;
  readonly secrets: Secrets;
  /** Knows all that was found here. */
  readonly redactor: Redactor;
}

/** Variables whose values are secrets wherever they are used: `PGPASSWORD`, `AWS_SESSION_TOKEN`, `API_KEY`. */
const SECRET_NAME = /(PASSWORD|SECRET|TOKEN|(^|_)KEY)$/i;

/** The secrets of a workspace (absolute path). Nothing is looked for before somebody asks. */
export function workspaceSecrets(workspace: string, sources: SecretSources): WorkspaceSecrets {
  const { env, redactor, askEditor, interrupted, now = () => performance.now() } = sources;
  const file = envFile(workspace);
  const variables: Variables = (name) => {
    const value = env[name] ?? file.value(name);
    if (value === undefined) return undefined;
    if (SECRET_NAME.test(name)) redactor.add(value);
    for (const secret of proxySecrets(name, value)) redactor.add(secret);
    return value;
  };
  const places: SecretPlaces = { workspace, env, variables, redactor, ...(askEditor && { askEditor }) };
  const values = cached(now);
  return {
    variables,
    redactor,
    secrets: {
      async get(ref, signal) {
        const kind = kindOf(ref);
        const until = eitherSignal(signal, interrupted?.aborted ? undefined : interrupted);
        const ask = async (asked: AbortSignal): Promise<string> => {
          const value = await kind.find(ref, places, asked);
          redactor.add(value);
          return value;
        };
        try {
          return await values.get(JSON.stringify(ref), kind.keptFor, ask, until.signal);
        } catch (error) {
          throw until.signal.aborted ? cancelled() : error;
        } finally {
          until.letGo();
        }
      },
    },
  };
}

function cancelled(): UserError {
  return new UserError({ code: "cancelled", message: "A secret was asked for, and not waited for." });
}
