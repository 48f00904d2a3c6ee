import { setTimeout as sleep } from "node:timers/promises";
import type { UserError } from "../../protocol/user-error.ts";
import type { ConnectionTests } from "../connections/connection-test.ts";
import type { Compose } from "./compose.ts";
import type { Container } from "./containers.ts";
import { lastLines, readContainers } from "./containers.ts";
import { containerEnded, dockerCancelled, notReady, otherPassword } from "./docker-errors.ts";
import type { Served } from "./served.ts";
import { tryConnection } from "./try-connection.ts";

export interface WaitOptions {
  readonly compose: Compose;
  readonly tests: ConnectionTests;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Longest wait for all of them. */
  readonly milliseconds: number;
  readonly onLine: (line: string) => void;
}

/** Between two attempts. */
const PAUSE_MILLISECONDS = 500;

/** Of a container that does not do what it should. */
const LOG_LINES = 10;

/** SQLSTATE of a password that the server refuses. */
const WRONG_PASSWORD = "28P01";

/** Resolves when each connection has had a session. Throws a UserError when that is not to be expected any more. */
export async function untilAllAnswer(served: readonly Served[], options: WaitOptions): Promise<void> {
  const deadline = AbortSignal.timeout(options.milliseconds);
  await requireRunning(options);
  for (const one of served) await untilAnswers(one, deadline, options);
}

async function untilAnswers(one: Served, deadline: AbortSignal, options: WaitOptions): Promise<void> {
  const { tests, now, signal, onLine } = options;
  const { connection, host, port } = one.server;
  let reason: string | undefined;
  for (;;) {
    // The first one takes as long as the connection's own limits let it, so that there is a reason to tell.
    const limit = reason === undefined ? signal : AbortSignal.any([signal, deadline]);
    const error = await attempt(one, limit, { tests, now }).catch((thrown: unknown) => {
      if (signal.aborted) throw dockerCancelled();
      if (!deadline.aborted) throw thrown;
      return "too late" as const;
    });
    if (error === undefined) return;
    if (error !== "too late") {
      if (!error.retryable) throw await explained(error, one, options);
      if (error.message !== reason) onLine(`waiting for ${connection} (${host}:${port}): ${error.message}`);
      reason = error.message;
    }
    await requireRunning(options);
    if (deadline.aborted) throw await tooLate(one, reason ?? "", options);
    await sleep(PAUSE_MILLISECONDS, undefined, { signal }).catch(() => {
      throw dockerCancelled();
    });
  }
}

async function attempt(
  { server }: Served,
  signal: AbortSignal,
  { tests, now }: Pick<WaitOptions, "tests" | "now">,
): Promise<UserError | undefined> {
  const tried = await tryConnection(tests, server.connection, now, signal);
  return tried.answers ? undefined : tried.error;
}

/** A container that has ended with an error will not answer. One that has done its work and ended is none of it. */
async function requireRunning({ compose }: WaitOptions): Promise<void> {
  const containers = await readContainers(compose);
  const ended = containers.find(
    ({ state, exitCode }) =>
      state === "dead" || ((state === "exited" || state === "restarting") && exitCode !== 0),
  );
  if (ended !== undefined)
    throw containerEnded(ended.service, ended, await lastLines(compose, ended, LOG_LINES));
}

async function tooLate(one: Served, reason: string, options: WaitOptions): Promise<UserError> {
  const { compose, milliseconds } = options;
  const [container] = await containersOf(one, compose);
  const lines = container === undefined ? [] : await lastLines(compose, container, LOG_LINES);
  return notReady(Math.round(milliseconds / 1000), reason, lines);
}

async function explained(error: UserError, one: Served, { compose }: WaitOptions): Promise<UserError> {
  if (sqlState(error) !== WRONG_PASSWORD) return error;
  const volumes = (await containersOf(one, compose)).flatMap((container) => container.volumes);
  return otherPassword(one.server.connection, one.service.name, volumes, error);
}

async function containersOf({ service }: Served, compose: Compose): Promise<readonly Container[]> {
  return (await readContainers(compose)).filter((container) => container.service === service.name);
}

/** As the warehouses' errors carry it. */
function sqlState({ cause }: UserError): string | undefined {
  const isTold = typeof cause === "object" && cause !== null && "sqlState" in cause;
  return isTold ? String(cause.sqlState) : undefined;
}
