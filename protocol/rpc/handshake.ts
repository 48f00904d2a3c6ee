import { rpcRequest } from "./message.ts";

export interface HelloParams {
  /** From the workspace's `daemon.json`, which only its owner can read. */
  readonly token: string;
  /** Of the client. A daemon of another version refuses with `other-version`, and ends when nothing runs. */
  readonly version: string;
  /** It answers `secrets/ask`. */
  readonly keepsSecrets?: boolean;
}

export interface HelloResult {
  readonly pid: number;
  readonly version: string;
  /** Absolute path. */
  readonly workspace: string;
}

/** The first request of every connection: anything before it is refused, and a wrong token ends the connection. */
export const hello = rpcRequest<HelloParams, HelloResult>("hello");

/** What `.millrace/daemon.json` holds (mode 0600): how clients find the daemon of a workspace. */
export interface DaemonFile {
  readonly pid: number;
  /** A Unix socket's path or a Windows pipe's name. */
  readonly socket: string;
  readonly token: string;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Asks the daemon to end: at once when nothing runs, else it refuses unless `force`, which cancels what runs. */
export const shutdown = rpcRequest<{ readonly force: boolean }, null>("shutdown");
