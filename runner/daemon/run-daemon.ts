import { existsSync, mkdirSync } from "node:fs";
import type { Server } from "node:net";
import { createServer } from "node:net";
import type { DaemonFile } from "../../protocol/rpc/handshake.ts";
import type { RecoveredRuns } from "../../protocol/rpc/work.ts";
import type { WantedTarget } from "../choose-target.ts";
import type { Redactor } from "../secrets/secrets.ts";
import type { Session } from "../session.ts";
import { takeFileLock } from "../state/file-lock.ts";
import { serveConnection } from "./connection.ts";
import { createDaemon, type Daemon } from "./daemon.ts";
import {
  daemonLockFile,
  readDaemonFile,
  removeDaemonFile,
  stateFolderOfDaemon,
  writeDaemonFile,
} from "./daemon-file.ts";
import type { DaemonLog } from "./daemon-log.ts";
import { createDesk } from "./desk.ts";
import type { EditorSecrets } from "./editor-secrets.ts";
import type { HandlerGroup } from "./handler.ts";
import type { OpenTarget } from "./open-target.ts";
import { makeSocketPlace, removeSocketPlace } from "./place.ts";
import { hasDeadDaemon, resumeInterrupted } from "./recover.ts";
import { textOf } from "./refusal.ts";
import { createTargets, type Targets } from "./targets.ts";

export interface DaemonProcess {
  /** Absolute path. */
  readonly workspace: string;
  readonly version: string;
  /** How long it lives without a client and without runs, in milliseconds. */
  readonly idle: number;
  readonly now: () => number;
  readonly newId: () => string;
  readonly openSession: (target: WantedTarget | undefined) => Session;
  readonly groups: readonly (() => HandlerGroup)[];
  /** How long sessions may take to close when all runs have ended, in milliseconds. */
  readonly closeWithin?: number;
  readonly log: DaemonLog;
  readonly redactor: Pick<Redactor, "redact">;
  /** Where editors are asked for secrets that they keep. */
  readonly editors: Pick<EditorSecrets, "join">;
  /** Aborted when the process is told to end: runs are cancelled. */
  readonly signal: AbortSignal;
}

/** How often histories are looked at for what other processes do, in milliseconds: also while one is known to do it. */
const LOOK_EVERY = 200;
const LOOK_OFTEN = 25;

const CLOSE_WITHIN = 10_000;

/** Somebody who only looks whether there is a daemon holds the lock for less than this. */
const LOCK_WAIT = 250;

/**
 * Serves a workspace until nobody needs it any more, or it is told to end. Resolves at once when another one does, or
 * when the folder is not there.
 */
export async function runDaemon(
  options: DaemonProcess,
): Promise<"served" | "another-serves" | "no-workspace"> {
  const { workspace, log } = options;
  // One that was removed meanwhile is not made again.
  if (!existsSync(workspace)) return "no-workspace";
  mkdirSync(stateFolderOfDaemon(workspace), { recursive: true });
  const lock = takeFileLock(daemonLockFile(workspace), LOCK_WAIT);
  if (lock === undefined) return "another-serves";
  try {
    const left = readDaemonFile(workspace);
    if (left !== undefined) removeSocketPlace(left.socket);
    await serve(options);
    return "served";
  } finally {
    removeDaemonFile(workspace);
    lock.release();
    log("ended");
  }
}

async function serve(options: DaemonProcess): Promise<void> {
  const { workspace, version, now, newId, log, signal } = options;
  const end = Promise.withResolvers<void>();
  const idleness = watchIdleness(options.idle, () => isNeeded(), end.resolve);
  const targets = createTargets({
    workspace,
    openSession: options.openSession,
    createDesk: (session) =>
      createDesk({ session, log, onEvents: () => daemon.nudge(), onTaken: idleness.look }),
    log,
  });
  const daemon: Daemon = createDaemon({
    targets,
    groups: options.groups.map((group) => group()),
    log,
    onChange: idleness.look,
    onEndRequested: end.resolve,
    closeWithin: options.closeWithin ?? CLOSE_WITHIN,
  });
  let isRecovering = true;
  let isOutdated = false;
  const isNeeded = (): boolean => isRecovering || targets.isAtWork() || (daemon.clients() > 0 && !isOutdated);

  const place = makeSocketPlace(newId);
  const file: DaemonFile = {
    pid: process.pid,
    socket: place.address,
    token: `${newId()}${newId()}`.replaceAll("-", ""),
    version,
    startedAt: now(),
  };
  const server = createServer((socket) => {
    serveConnection(socket, {
      token: file.token,
      version,
      greeting: { pid: process.pid, version, workspace },
      log,
      redactor: options.redactor,
      onOtherVersion: () => {
        isOutdated = true;
        if (!isNeeded()) end.resolve();
      },
      onPeer: (peer) => {
        const state = daemon.connect(peer);
        peers.set(peer, state);
        if (peer.keepsSecrets) options.editors.join(peer);
      },
      answer: (peer, method, params, gone) => {
        const state = peers.get(peer);
        if (state === undefined) throw new Error("An unknown client.");
        return daemon.answer(state, method, params, gone);
      },
    });
  });
  const peers = new WeakMap<object, ReturnType<Daemon["connect"]>>();
  signal.addEventListener("abort", () => end.resolve());
  const look = (): void => {
    daemon.look();
    // Somebody has removed it: nobody can find this process any more.
    if (!existsSync(workspace)) end.resolve();
    looking = setTimeout(look, daemon.followsOther() ? LOOK_OFTEN : LOOK_EVERY);
  };
  let looking = setTimeout(look, LOOK_EVERY);
  try {
    await targets.refresh();
    // Before anybody can give an order.
    const left = leftTargets(targets, log);
    await listen(server, place.address);
    server.on("error", end.reject);
    writeDaemonFile(workspace, file);
    log(`serves ${workspace} (pid ${process.pid}, Millrace ${version})`);
    void recover(left, daemon, log).finally(() => {
      isRecovering = false;
      idleness.look();
    });
    if (signal.aborted) end.resolve();
    await end.promise;
  } finally {
    clearTimeout(looking);
    idleness.stop();
    // Nobody who comes now finds it, and starts another, which waits for the lock.
    removeDaemonFile(workspace);
    server.close();
    await daemon.close();
    place.remove();
  }
}

/** A target on which a daemon was killed that had runs; orders wait there until `release` is called. */
interface LeftTarget {
  readonly target: OpenTarget;
  readonly release: () => void;
}

function leftTargets(targets: Targets, log: DaemonLog): readonly LeftTarget[] {
  try {
    const names = [null, ...Object.keys(targets.get(null).session.settings().config.targets)];
    // The one that `millrace.json` chooses has a name too.
    const all = new Set(names.map((name) => targets.get(name)));
    const left = [...all].filter((target) => isLeft(target, log));
    return left.map((target) => ({ target, release: target.desk.holdOrders() }));
  } catch (error) {
    log(`looking for runs that were left failed: ${textOf(error)}`);
    return [];
  }
}

function isLeft({ session }: OpenTarget, log: DaemonLog): boolean {
  try {
    return hasDeadDaemon(session);
  } catch (error) {
    log(`looking for runs that were left failed: ${textOf(error)}`);
    return false;
  }
}

async function recover(left: readonly LeftTarget[], daemon: Daemon, log: DaemonLog): Promise<void> {
  const found = await Promise.all(left.map((one) => recoverTarget(one, log)));
  const all = { runIds: found.flatMap((one) => one.runIds), waiting: found.flatMap((one) => one.waiting) };
  if (all.runIds.length > 0) log(`resumed ${all.runIds.length} runs that the daemon before left`);
  if (all.runIds.length + all.waiting.length > 0) daemon.tellRecovered(all);
}

async function recoverTarget({ target, release }: LeftTarget, log: DaemonLog): Promise<RecoveredRuns> {
  const none = { runIds: [], waiting: [] };
  try {
    return (await resumeInterrupted(target, log)) ?? none;
  } catch (error) {
    log(`runs that were left could not be resumed: ${textOf(error)}`);
    return none;
  } finally {
    release();
  }
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Calls `onIdle` when nobody has needed the process for as long as that. */
function watchIdleness(
  idle: number,
  isNeeded: () => boolean,
  onIdle: () => void,
): { look: () => void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  return {
    look: () => {
      clearTimeout(timer);
      timer = isStopped || isNeeded() ? undefined : setTimeout(onIdle, idle);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
