import type { TaskCode } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { SourcePosition } from "../../protocol/problem.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { UserCodeResult } from "../operators/operator.ts";
import type { QueryOptions, QueryResult } from "./authoring/task-context.ts";
import { type Bundle, bundleDagFile } from "./bundle.ts";
import type { BundleStore } from "./bundle-store.ts";
import type { ErrorTag, RawFrames } from "./raw.ts";
import { positionsOf } from "./source-positions.ts";
import type { CallContext, FromWorker, ToWorker, WorkerRequest } from "./task-worker-protocol.ts";
import {
  bundleGone,
  userCodeCancelled,
  userCodeError,
  userCodeExit,
  userCodeMemory,
  userCodeUnsteady,
} from "./user-code-errors.ts";
import { type WholeLines, wholeLines } from "./whole-lines.ts";
import { type PooledWorker, workerPool } from "./worker-pool.ts";

/** One call of a task's code. */
export interface UserCall {
  readonly code: TaskCode;
  /** Place of the task, for errors that have none of their own. */
  readonly position: SourcePosition;
  /** Rendered. */
  readonly params: JsonObject;
  readonly context: CallContext;
  readonly signal: AbortSignal;
  /** One line. */
  readonly log: (line: string) => void;
  readonly query: (sql: string, values: readonly unknown[], options: QueryOptions) => Promise<QueryResult>;
  readonly render: (template: string) => string;
}

export interface TaskWorkers {
  /**
   * Throws UserErrors: `user-code-error` with the author's place (retryable), or what kept the code from
   * running or ended it. After an abort the code has one second to end by itself.
   */
  call(call: UserCall): Promise<UserCodeResult>;
  close(): Promise<void>;
}

export interface TaskWorkersOptions {
  /** Absolute path. */
  readonly workspace: string;
  /** Most calls at the same time. */
  readonly size: number;
  readonly bundles: BundleStore;
  /** Heap of one worker. Default 512. */
  readonly memoryMb?: number;
}

const GRACE_MS = 1000;

/** Runs the code of DAG files in worker processes. */
export function taskWorkers(options: TaskWorkersOptions): TaskWorkers {
  const { workspace, bundles, memoryMb = 512 } = options;
  const pool = workerPool({ workspace, size: options.size, memoryMb });
  return {
    async call(call) {
      const bundle = await findBundle(workspace, call, bundles);
      const worker = await pool.acquire(bundle, call.signal).catch(() => {
        throw userCodeCancelled(call.position);
      });
      const end = await carryOut(worker, call);
      if (end.isReusable) pool.release(worker);
      else await pool.discard(worker);
      return settle(end, call, bundle, workspace, memoryMb);
    },
    close: () => pool.close(),
  };
}

/** The text that was read when the run's DAG was; bundled again only when a restart has lost it. */
async function findBundle(workspace: string, call: UserCall, bundles: BundleStore): Promise<Bundle> {
  const { bundle: hash, file } = call.code;
  const known = hash === undefined ? undefined : bundles.get(hash);
  if (known !== undefined) return known;
  const { bundle } = await bundleDagFile(workspace, file);
  if (bundle === undefined) throw bundleGone(file, call.position);
  bundles.add(bundle);
  return bundle;
}

type End = { readonly isReusable: boolean } & (
  | Extract<FromWorker, { readonly kind: "done" | "failed" | "unusable" }>
  | { readonly kind: "stopped" }
  | { readonly kind: "exited" }
  | { readonly kind: "memory" }
);

/** V8's words before it ends the process. */
const OUT_OF_MEMORY = /<--- Last few GCs|heap limit|out of memory/i;

function carryOut({ child }: PooledWorker, call: UserCall): Promise<End> {
  const send = (message: ToWorker): void => {
    // A child that is gone already is told by its "close".
    child.send(message, () => undefined);
  };
  return new Promise((resolve) => {
    let grace: NodeJS.Timeout | undefined;
    let isOutOfMemory = false;
    const end = (how: End): void => {
      clearTimeout(grace);
      call.signal.removeEventListener("abort", onAbort);
      child.off("message", onMessage).off("close", onClose).off("error", onClose);
      child.stdout?.off("data", onStdout);
      child.stderr?.off("data", onStderr);
      for (const lines of [stdout, stderr]) lines.end();
      resolve(how);
    };
    const onMessage = (given: unknown): void => {
      const message = given as FromWorker;
      if (message.kind === "log") logLines(message.text, call);
      else if (message.kind === "request") void answer(message.id, message.request, call, send);
      else
        endAfterOutput({
          ...message,
          isReusable: message.kind === "done" || (message.kind === "failed" && !message.isFatal),
        });
    };
    /** What it printed before is in its pipes by now, and comes within a turn or two of the event loop. */
    const endAfterOutput = (how: End): void => {
      child.off("message", onMessage).off("close", onClose).off("error", onClose);
      setImmediate(() => setImmediate(() => end(how)));
    };
    // Each of its own: what is in them is only recognized, and kept back, in whole lines.
    const [stdout, stderr] = [wholeLines(call.log), wholeLines(call.log)];
    const onOutput = (lines: WholeLines) => (chunk: Buffer) => {
      isOutOfMemory ||= OUT_OF_MEMORY.test(chunk.toString());
      if (!isOutOfMemory) lines.take(chunk);
    };
    const [onStdout, onStderr] = [onOutput(stdout), onOutput(stderr)];
    const onClose = (): void => end({ kind: isOutOfMemory ? "memory" : "exited", isReusable: false });
    const onAbort = (): void => {
      send({ kind: "abort" });
      grace = setTimeout(() => end({ kind: "stopped", isReusable: false }), GRACE_MS);
    };
    child.on("message", onMessage).on("close", onClose).on("error", onClose);
    child.stdout?.on("data", onStdout);
    child.stderr?.on("data", onStderr);
    call.signal.addEventListener("abort", onAbort, { once: true });
    const { params, context, code } = call;
    send({ kind: "call", functionIndex: code.functionIndex, params, context });
    if (call.signal.aborted) onAbort();
  });
}

async function answer(
  id: number,
  request: WorkerRequest,
  call: UserCall,
  send: (message: ToWorker) => void,
): Promise<void> {
  try {
    const value =
      request.method === "query"
        ? await call.query(request.sql, request.values, request.options)
        : call.render(request.template);
    send({ kind: "answer", id, value });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({ kind: "refusal", id, message, tag: tagOf(error) });
  }
}

function tagOf(error: unknown): ErrorTag {
  if (!(error instanceof UserError)) return { code: "user-code-error" };
  const { code, next, retryable } = error;
  return { code, retryable, ...(next === undefined ? {} : { next }) };
}

function settle(
  end: End,
  call: UserCall,
  bundle: Bundle,
  workspace: string,
  memoryMb: number,
): UserCodeResult {
  const at = (frames: RawFrames): SourcePosition =>
    frames.length === 0 ? call.position : positionsOf(workspace, bundle)(frames);
  switch (end.kind) {
    case "done":
      return { loads: end.loads, ...(end.skipped === undefined ? {} : { skipped: end.skipped }) };
    case "failed":
      if (call.signal.aborted) throw userCodeCancelled(call.position);
      throw userCodeError(end.error, at(end.error.frames));
    case "unusable":
      if (end.error === undefined) throw userCodeUnsteady(bundle.file, call.position);
      throw userCodeError(end.error, at(end.error.frames));
    case "memory":
      throw userCodeMemory(memoryMb, call.position);
    case "exited":
      throw call.signal.aborted ? userCodeCancelled(call.position) : userCodeExit(call.position);
    case "stopped":
      throw userCodeCancelled(call.position);
  }
}

function logLines(text: string, call: UserCall): void {
  for (const line of text.replace(/\n$/, "").split("\n")) call.log(line);
}
