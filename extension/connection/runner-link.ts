import { setTimeout as wait } from "node:timers/promises";
import type * as vscode from "vscode";
import { shutdown } from "../../protocol/rpc/handshake.ts";
import { createEmitter } from "../emitter.ts";
import type { RunnerClient } from "../runner-client.ts";
import { errorText, RunnerError } from "../runner-error.ts";
import { type AttachOptions, attachOrStart } from "./attach-or-start.ts";
import { daemonLog, readDaemonFile } from "./daemon-file.ts";
import { nextStart } from "./restart-policy.ts";

/** `idle`: nobody has asked for the runner yet. */
export type LinkState =
  | { readonly kind: "idle" }
  | { readonly kind: "starting" }
  | { readonly kind: "ready"; readonly client: RunnerClient }
  | { readonly kind: "broken"; readonly message: string; readonly next: string };

/** Keeps a folder connected to its runner from the first time that somebody asks, and starts it again when it ends. */
export interface RunnerLink {
  readonly state: LinkState;
  readonly onDidChange: vscode.Event<LinkState>;
  /** It ended without being asked; whatever is next shows in the state. */
  readonly onDidCrash: vscode.Event<void>;
  /** One that is broken stays so: what asks again and again by itself would start it again and again. */
  client(): Promise<RunnerClient>;
  /** Ends the runner, cancelling what runs, and starts another. The way out of `broken`. */
  restart(): Promise<void>;
  /** Closes the connection; the runner goes on. */
  dispose(): void;
}

export type LinkOptions = Omit<AttachOptions, "signal"> & {
  readonly now: () => number;
  /** How long to wait before a start, for tests: the policy's time otherwise. */
  readonly delayMs?: (policyMs: number) => number;
};

export function createRunnerLink(options: LinkOptions): RunnerLink {
  const { workspace, log, now } = options;
  const complain = (error: unknown): void => log(`A listener failed: ${String(error)}`);
  const changed = createEmitter<LinkState>(complain);
  const crashed = createEmitter<void>(complain);
  const disposal = new AbortController();
  const endings: number[] = [];
  const current: { state: LinkState; attempt: Promise<RunnerClient> | undefined } = {
    state: { kind: "idle" },
    attempt: undefined,
  };

  const become = (state: LinkState): void => {
    current.state = state;
    changed.fire(state);
  };

  const begin = (afterMs: number, before?: () => Promise<void>): Promise<RunnerClient> => {
    const attempt = Promise.withResolvers<RunnerClient>();
    // There before anybody hears that it begins, and may ask for it.
    current.attempt = attempt.promise;
    attempt.resolve(connectAfter(afterMs, before));
    // Whoever waits for it is told; nobody may be waiting.
    attempt.promise.catch(() => undefined);
    return attempt.promise;
  };

  const connectAfter = async (afterMs: number, before?: () => Promise<void>): Promise<RunnerClient> => {
    become({ kind: "starting" });
    try {
      await before?.();
      if (afterMs > 0) await wait(afterMs, undefined, { signal: disposal.signal });
      const client = await attachOrStart({ ...options, signal: disposal.signal });
      client.onDidClose(() => void afterEnd(client));
      become({ kind: "ready", client });
      return client;
    } catch (error) {
      current.attempt = undefined;
      if (!disposal.signal.aborted) become(brokenBy(error));
      throw error;
    }
  };

  const afterEnd = async (client: RunnerClient): Promise<void> => {
    if (current.state.kind !== "ready" || current.state.client !== client) return;
    // Set at once: whoever asks from now on waits for the next one.
    current.state = { kind: "starting" };
    endings.push(now());
    const next = nextStart(endings, now());
    const attempt =
      next.kind === "start" ? begin(options.delayMs?.(next.afterMs) ?? next.afterMs) : undefined;
    if (next.kind === "give-up") {
      current.attempt = undefined;
      become({
        kind: "broken",
        message: `The runner ended ${endings.length} times in a short while.`,
        next: `Its log says why: ${daemonLog(workspace)}`,
      });
    }
    // One that ends in order takes its file with it.
    const left = await readDaemonFile(workspace);
    log(`The runner (pid ${client.pid}) ended${left === undefined ? "" : " unexpectedly"}.`);
    if (left?.pid === client.pid && attempt !== undefined && !disposal.signal.aborted) crashed.fire();
  };

  return {
    get state() {
      return current.state;
    },
    onDidChange: changed.event,
    onDidCrash: crashed.event,
    client: () => {
      if (current.state.kind === "broken") return Promise.reject(brokenError(current.state));
      return current.attempt ?? begin(0);
    },
    restart: async () => {
      endings.length = 0;
      const { state } = current;
      if (state.kind === "starting") {
        await current.attempt?.catch(() => undefined);
        return;
      }
      await begin(0, state.kind === "ready" ? () => endRunner(state.client) : undefined);
    },
    dispose: () => {
      disposal.abort();
      const { state } = current;
      current.state = { kind: "idle" };
      if (state.kind === "ready") state.client.dispose();
      changed.dispose();
      crashed.dispose();
    },
  };
}

/** Comes back when its connection has closed: then its socket is free for the next one. */
async function endRunner(client: RunnerClient): Promise<void> {
  const closed = new Promise<void>((resolve) => client.onDidClose(() => resolve()));
  try {
    await client.request(shutdown, { force: true });
    await closed;
  } catch (error) {
    // It may be gone before it has answered.
    if (!(error instanceof RunnerError && error.data.code === "runner-gone")) throw error;
  } finally {
    client.dispose();
  }
}

function brokenError({ message, next }: Extract<LinkState, { kind: "broken" }>): RunnerError {
  return new RunnerError({ code: "runner-broken", message, next, retryable: false });
}

function brokenBy(error: unknown): LinkState {
  if (error instanceof RunnerError) {
    const { message, next } = error.data;
    return { kind: "broken", message, next: next ?? "Restart the runner." };
  }
  return { kind: "broken", message: errorText(error), next: "Restart the runner." };
}
