import { dockerCancelled, dockerFailure } from "./docker-errors.ts";
import type { ProgramResult } from "./run-program.ts";
import { runProgram } from "./run-program.ts";

export interface ComposeOptions {
  /** Where the compose file is: Docker's own rules find it, its overrides and its `.env`, as they do for its users. */
  readonly folder: string;
  /** Relative to the folder; for messages. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Docker's programs, in a folder with a compose file. */
export interface Compose {
  /** `docker-compose` of the years before 2022. */
  readonly isOld: boolean;
  /** Runs a command of Compose and gives what it prints. Throws a UserError when it fails. */
  compose(args: readonly string[], onLine?: (line: string) => void): Promise<string>;
  /** The same of Docker itself. */
  docker(args: readonly string[]): Promise<ProgramResult>;
}

/** What was found on this machine: both programs, or the one that is missing. */
export type FoundCompose =
  | { readonly kind: "found"; readonly compose: Compose }
  | { readonly kind: "no docker" }
  | { readonly kind: "no compose" };

/** What they print is for a program. */
const PLAIN = { COMPOSE_ANSI: "never", COMPOSE_PROGRESS: "plain", DOCKER_CLI_HINTS: "false" };

/** Looks for `docker compose`, and then for `docker-compose`. Docker itself need not run for that. */
export async function findCompose({ folder, file, env, signal }: ComposeOptions): Promise<FoundCompose> {
  const around = { cwd: folder, env: { ...env, ...PLAIN }, signal };
  const run = async (
    command: readonly [string, ...string[]],
    onLine?: (line: string) => void,
  ): Promise<ProgramResult | undefined> => {
    const result = await runProgram(command, { ...around, ...(onLine && { onLine }) });
    if (signal.aborted) throw dockerCancelled();
    return result;
  };
  const plugin = await run(["docker", "compose", "version", "--short"]);
  if (plugin === undefined) return { kind: "no docker" };
  const isOld = !plugin.ok;
  if (isOld && (await run(["docker-compose", "version", "--short"]))?.ok !== true)
    return { kind: "no compose" };
  const program: readonly [string, ...string[]] = isOld ? ["docker-compose"] : ["docker", "compose"];
  const compose: Compose = {
    isOld,
    async compose(args, onLine) {
      const result = await run([...program, ...args], onLine);
      if (result?.ok === true) return result.stdout;
      const command = [...program, ...args].join(" ");
      throw dockerFailure(command, `${result?.stdout ?? ""}\n${result?.stderr ?? ""}`, file);
    },
    async docker(args) {
      const result = await run(["docker", ...args]);
      if (result?.ok === true) return result;
      throw dockerFailure(`docker ${args[0]}`, `${result?.stdout ?? ""}\n${result?.stderr ?? ""}`, file);
    },
  };
  return { kind: "found", compose };
}
