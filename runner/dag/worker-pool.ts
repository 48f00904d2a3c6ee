import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import path from "node:path";
import type { Bundle } from "./bundle.ts";
import { ownFile } from "./own-code.ts";
import type { ToWorker } from "./task-worker-protocol.ts";

export interface PooledWorker {
  readonly child: ChildProcess;
  /** Of the bundle that it has evaluated. */
  readonly hash: string;
}

export interface WorkerPoolOptions {
  readonly workspace: string;
  /** Most workers at a time. */
  readonly size: number;
  readonly memoryMb: number;
}

/** Workers by the bundle that they have evaluated. A worker does one thing at a time; idle ones wait for more. */
export interface WorkerPool {
  /** Waits for a place when all workers are busy. Rejects with the signal's reason when it aborts before. */
  acquire(bundle: Bundle, signal: AbortSignal): Promise<PooledWorker>;
  /** Gives a worker back that can be used again. */
  release(worker: PooledWorker): void;
  /** Ends a worker; resolves when it has stopped. */
  discard(worker: PooledWorker): Promise<void>;
  close(): Promise<void>;
}

export function workerPool({ workspace, size, memoryMb }: WorkerPoolOptions): WorkerPool {
  const all = new Set<PooledWorker>();
  const idle: PooledWorker[] = [];
  const queue: { readonly bundle: Bundle; readonly give: (worker: PooledWorker) => void }[] = [];

  const start = (bundle: Bundle): PooledWorker => {
    const child = fork(ownFile("task-worker"), [String(process.pid)], {
      execArgv: [`--max-old-space-size=${memoryMb}`, "--no-warnings"],
      // Keeps dates, bigints and bytes of query results as they are.
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const load: ToWorker = { kind: "load", code: bundle.code, dagFile: path.join(workspace, bundle.file) };
    child.send(load, () => undefined);
    const worker = { child, hash: bundle.hash };
    all.add(worker);
    // An idle worker can still fail, by a timer or a promise that its last call left behind.
    child.on("error", () => forget(worker)).on("close", () => forget(worker));
    return worker;
  };

  const forget = (worker: PooledWorker): void => {
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
    if (all.delete(worker)) serve();
  };

  const take = (bundle: Bundle): PooledWorker | undefined => {
    const at = idle.findIndex(({ hash }) => hash === bundle.hash);
    if (at >= 0) return idle.splice(at, 1)[0];
    if (all.size < size) return start(bundle);
    const other = idle.shift();
    if (other === undefined) return undefined;
    all.delete(other);
    other.child.kill("SIGKILL");
    return start(bundle);
  };

  const serve = (): void => {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const worker = take(next.bundle);
      if (worker === undefined) return;
      queue.shift();
      next.give(worker);
    }
  };

  return {
    acquire: (bundle, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const onAbort = (): void => {
          queue.splice(queue.indexOf(entry), 1);
          reject(signal.reason);
        };
        const give = (worker: PooledWorker): void => {
          signal.removeEventListener("abort", onAbort);
          hold(worker, true);
          resolve(worker);
        };
        const entry = { bundle, give };
        signal.addEventListener("abort", onAbort, { once: true });
        queue.push(entry);
        serve();
      }),
    release(worker) {
      if (!all.has(worker)) return;
      // An idle worker does not keep the runner alive.
      hold(worker, false);
      idle.push(worker);
      serve();
    },
    async discard(worker) {
      await kill(worker);
      forget(worker);
    },
    async close() {
      await Promise.all([...all].map(kill));
    },
  };
}

/** Whether the worker keeps the runner's process alive. */
function hold({ child }: PooledWorker, alive: boolean): void {
  for (const handle of [child, child.channel, child.stdout as Socket | null, child.stderr as Socket | null]) {
    if (alive) handle?.ref();
    else handle?.unref();
  }
}

async function kill(worker: PooledWorker): Promise<void> {
  const { child } = worker;
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  // The end of an idle worker is waited for, too.
  hold(worker, true);
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}
