import { UserError } from "../../protocol/user-error.ts";
import { connectionsOfTarget } from "../config/connections-of-target.ts";
import type { Settings } from "../config/load-config.ts";
import { secretRefs } from "../config/secret-refs.ts";
import type { Target } from "../config/target-config.ts";
import type { Secrets } from "../secrets/secrets.ts";
import type { CheckUp, Finding } from "./check-up.ts";

export interface SecretsLookedAt {
  readonly settings: () => Settings;
  readonly target: () => Target | undefined;
  readonly secrets: Secrets;
}

/** Whether the secrets that connections name can be found, on the target. What they are is not looked at. */
export function secrets({ settings, target, secrets }: SecretsLookedAt): CheckUp {
  return {
    name: "secrets",
    async look(signal) {
      const read = settings();
      const named = connectionsOfTarget(target(), read.config).flatMap((connection) => {
        const config = read.config.connections[connection];
        return config === undefined ? [] : secretRefs(config).map((one) => ({ connection, ...one }));
      });
      if (named.length === 0) return { health: "ok", text: textOfNone(read, target()) };
      const found = await Promise.all(
        named.map(({ connection, setting, ref }) =>
          lookFor(`${setting} of ${connection}`, () => secrets.get(ref, signal)),
        ),
      );
      const missing = found.filter((finding) => finding !== undefined);
      if (missing.length > 0) return missing;
      return { health: "ok", text: `${named.length} of ${named.length} were found` };
    },
  };
}

/** Those that only other targets use may name some. */
function textOfNone({ config }: Settings, target: Target | undefined): string {
  if (!Object.values(config.connections).some((connection) => secretRefs(connection).length > 0))
    return "the connections name none";
  const used = target === undefined ? "used without a target" : `of the target ${target.name}`;
  return `the connections ${used} name none`;
}

/** Undefined when it is there. */
async function lookFor(name: string, get: () => Promise<string>): Promise<Finding | undefined> {
  try {
    await get();
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError) || error.code === "cancelled") throw error;
    const { message, next } = error;
    return { health: "problem", text: `${name}: ${message}`, ...(next !== undefined && { next }) };
  }
}
