import { type PasswordKey, passwordFromFile } from "./password-file.ts";

export interface PasswordSources {
  /** Asked at each new session. It is the only one where it is there. */
  readonly asked: ((signal: AbortSignal) => Promise<string>) | undefined;
  /** Where that one looks, for people. */
  readonly askedFrom: string | undefined;
  /** What stands in the service's file. */
  readonly inService: string | undefined;
  readonly inVariable: () => string | undefined;
  /** The password file. */
  readonly file: string;
  /** Told of what was found, before it is used. */
  readonly onSecret: (text: string) => void;
}

/** A password that is looked for at each new session, and where it came from. */
export interface LatePassword {
  readonly password: (signal: AbortSignal) => Promise<string | undefined>;
  readonly origin: () => string | undefined;
}

/** In libpq's order: what is said, the service, PGPASSWORD, the password file. */
export function latePassword(sources: PasswordSources, key: PasswordKey): LatePassword {
  let origin: string | undefined;
  return {
    origin: () => origin,
    password: async (signal) => {
      if (sources.asked !== undefined) {
        origin = sources.askedFrom;
        return await sources.asked(signal);
      }
      const found = await foundPassword(sources, key);
      origin = found.origin;
      if (found.password !== undefined) sources.onSecret(found.password);
      return found.password;
    },
  };
}

/** Without a password the origin is why there is none. */
async function foundPassword(
  { inService, inVariable, file }: PasswordSources,
  key: PasswordKey,
): Promise<{ readonly password?: string; readonly origin: string }> {
  if (inService !== undefined) return { password: inService, origin: "the service file" };
  const value = inVariable();
  if (value) return { password: value, origin: "PGPASSWORD" };
  const answer = await passwordFromFile(file, key);
  return answer.kind === "found"
    ? { password: answer.password, origin: file }
    : { origin: `PGPASSWORD is not set, and ${answer.why}` };
}
