import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { BUNDLE_NAME } from "./authoring/frames.ts";
import { BUNDLE_GLOBAL, type Bundle } from "./bundle.ts";
import { ownFile } from "./own-code.ts";
import type { SandboxLimits, SandboxReply, SandboxRequest } from "./sandbox-protocol.ts";

export type Evaluation =
  | Exclude<SandboxReply, { readonly kind: "ready" }>
  | { readonly kind: "memory" }
  | { readonly kind: "crash"; readonly reason: string };

/** Evaluates bundles one after another in a process that is started when needed and again after a crash. */
export interface Sandbox {
  evaluate(bundle: Bundle): Promise<Evaluation>;
  close(): void;
}

/** For what a realm's own time limit cannot end, such as one long call into the engine. */
const WATCHDOG_GRACE_MS = 2000;
const START_LIMIT_MS = 30_000;
const MEMORY_LOOK_MS = 100;
/** What Node itself takes, beside the heap of the DAG file. */
const PROCESS_OVERHEAD_MB = 192;

export function sandbox(limits: SandboxLimits): Sandbox {
  let child: ChildProcess | undefined;
  let stopped = false;
  return {
    async evaluate(bundle) {
      if (stopped) throw new Error("The sandbox is closed.");
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
        child = start(limits);
        const started = await nextReply(child, START_LIMIT_MS, limits);
        if (started.kind !== "ready") {
          child.kill("SIGKILL");
          child = undefined;
          return started;
        }
      }
      const request: SandboxRequest = {
        code: bundle.code,
        name: BUNDLE_NAME,
        result: `${BUNDLE_GLOBAL}.result`,
        timeoutMs: limits.timeoutMs,
      };
      child.send(request, () => undefined);
      const reply = await nextReply(child, limits.timeoutMs * 2 + WATCHDOG_GRACE_MS, limits);
      // After a time-out the realm's heap may be near its limit; the next file gets a fresh process.
      if (reply.kind !== "result" && reply.kind !== "failed") {
        child.kill("SIGKILL");
        child = undefined;
      }
      return reply.kind === "ready" ? { kind: "crash", reason: "out of step" } : reply;
    },
    close() {
      stopped = true;
      child?.kill("SIGKILL");
      child = undefined;
    },
  };
}

function start(limits: SandboxLimits): ChildProcess {
  const script = ownFile("sandbox");
  return fork(script, [], {
    execArgv: [
      "--permission",
      `--allow-fs-read=${script}`,
      `--max-old-space-size=${limits.memoryMb}`,
      "--disallow-code-generation-from-strings",
      "--no-warnings",
    ],
    env: {},
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

function nextReply(
  child: ChildProcess,
  limitMs: number,
  limits: SandboxLimits,
): Promise<Evaluation | { readonly kind: "ready" }> {
  return new Promise((resolve) => {
    let complaint = "";
    const listen = (chunk: Buffer): void => {
      complaint = (complaint + chunk.toString()).slice(-4000);
    };
    const end = (reply: Evaluation | { readonly kind: "ready" }): void => {
      clearTimeout(watchdog);
      clearInterval(look);
      child.off("message", onMessage).off("close", onClose).off("error", onError);
      child.stderr?.off("data", listen);
      resolve(reply);
    };
    const onMessage = (reply: unknown): void => end(reply as SandboxReply);
    const onError = (error: Error): void => end({ kind: "crash", reason: error.message });
    // "close" rather than "exit": what the process complained about has been read by then.
    const onClose = (status: number | null, signal: string | null): void =>
      end(
        /heap limit|out of memory/i.test(complaint)
          ? { kind: "memory" }
          : { kind: "crash", reason: signal ?? `exit code ${status}` },
      );
    const watchdog = setTimeout(() => end({ kind: "timeout", lastCall: "[]" }), limitMs);
    // Buffers live outside of the heap that Node limits.
    const look = setInterval(() => {
      if (residentMb(child.pid) > limits.memoryMb + PROCESS_OVERHEAD_MB) end({ kind: "memory" });
    }, MEMORY_LOOK_MS);
    child.on("message", onMessage).on("close", onClose).on("error", onError);
    child.stderr?.on("data", listen);
  });
}

/** Memory of a process where the system tells it in a file (Linux); elsewhere 0. */
function residentMb(pid: number | undefined): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return (pages * 4096) / 2 ** 20;
  } catch {
    return 0;
  }
}
