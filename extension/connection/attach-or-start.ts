import { setTimeout as wait } from "node:timers/promises";
import { type DaemonFile, shutdown } from "../../protocol/rpc/handshake.ts";
import type { RunnerClient } from "../runner-client.ts";
import { RunnerError } from "../runner-error.ts";
import { connectToDaemon, type SecretAnswerer } from "./connect.ts";
import { daemonLog, isAlive, readDaemonFile } from "./daemon-file.ts";
import type { StartedDaemon } from "./start-daemon.ts";

export interface AttachOptions {
  readonly workspace: string;
  /** Of this extension. */
  readonly version: string;
  readonly start: () => StartedDaemon;
  /** Answers the runner's questions for secrets. */
  readonly secret?: SecretAnswerer;
  /** A daemon of another version does not leave, because it runs something. */
  readonly onOtherVersion: (other: { readonly version: string; end(): Promise<void> }) => void;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
  /** Until a daemon that was started must answer. */
  readonly startTimeoutMs: number;
  /** A daemon of another version that has nothing to do is gone by then. */
  readonly leaveTimeoutMs: number;
}

const LOOK_EVERY_MS = 50;
const ANSWER_WITHIN_MS = 10_000;

/**
 * A connection to the workspace's daemon: the living one, or one that is started. Several windows may do this at
 * once: of the daemons that they start one lives, and all of them come to it. Rejects with a RunnerError.
 */
export async function attachOrStart(options: AttachOptions): Promise<RunnerClient> {
  const { workspace, signal } = options;
  let started: StartedDaemon | undefined;
  let deadline = Number.POSITIVE_INFINITY;
  for (;;) {
    const found = await attach(options);
    if (found.kind === "attached" && !signal.aborted) return found.client;
    if (found.kind === "attached") found.client.dispose();
    if (signal.aborted) throw closing();
    if (found.kind === "other-version") {
      await untilGone(found.file, options);
      continue;
    }
    const ended = started?.ended();
    if (ended !== undefined && "problem" in ended) throw notStarted(workspace, ended.problem);
    if (ended !== undefined && ended.code !== 0)
      throw notStarted(workspace, `it ended with code ${ended.code}`);
    if (Date.now() > deadline) throw notStarted(workspace, "nobody answers");
    if (started === undefined) deadline = Date.now() + options.startTimeoutMs;
    if (started === undefined || ended !== undefined) {
      options.log(`Starting the runner of ${workspace}.`);
      started = options.start();
    }
    await pause(LOOK_EVERY_MS, signal);
  }
}

/** A daemon that was told of a client of another version leaves by itself as soon as it runs nothing. */
async function untilGone(file: DaemonFile, options: AttachOptions): Promise<void> {
  const { workspace, version, signal, leaveTimeoutMs } = options;
  options.log(
    `The runner is of version ${file.version}, and this is ${version}: waiting until it has ended.`,
  );
  const patience = Date.now() + leaveTimeoutMs;
  let isTold = false;
  while (!signal.aborted && isAlive(file.pid)) {
    const there = await readDaemonFile(workspace);
    if (there?.token !== file.token) return;
    if (!isTold && Date.now() > patience) {
      isTold = true;
      options.onOtherVersion({ version: file.version, end: () => endOther(file, options) });
    }
    await pause(LOOK_EVERY_MS, signal);
  }
}

/** Ends early when the folder is closed. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
}

type Found =
  | { readonly kind: "attached"; readonly client: RunnerClient }
  | { readonly kind: "nobody" }
  | { readonly kind: "other-version"; readonly file: DaemonFile };

async function attach({ workspace, version, secret, log }: AttachOptions): Promise<Found> {
  const file = await readDaemonFile(workspace);
  if (file === undefined || !isAlive(file.pid)) return { kind: "nobody" };
  try {
    const client = await connectToDaemon({ file, version, timeoutMs: ANSWER_WITHIN_MS, secret, log });
    return { kind: "attached", client };
  } catch (error) {
    if (error instanceof RunnerError && error.data.code === "other-version")
      return { kind: "other-version", file };
    log(`The runner with pid ${file.pid} does not answer: ${String(error)}`);
    return { kind: "nobody" };
  }
}

/** Speaks to it as a client of its own version would, and ends it whatever it runs. */
async function endOther(file: DaemonFile, { log }: AttachOptions): Promise<void> {
  const client = await connectToDaemon({ file, version: file.version, timeoutMs: ANSWER_WITHIN_MS, log });
  try {
    await client.request(shutdown, { force: true });
  } finally {
    client.dispose();
  }
}

function notStarted(workspace: string, why: string): RunnerError {
  return new RunnerError({
    code: "runner-not-started",
    message: `The runner did not start: ${why}.`,
    next: `Its log says why: ${daemonLog(workspace)}`,
    retryable: true,
  });
}

function closing(): RunnerError {
  return new RunnerError({
    code: "closing",
    message: "The folder was closed.",
    retryable: false,
  });
}
