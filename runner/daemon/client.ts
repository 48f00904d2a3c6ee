import { spawn } from "node:child_process";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { MessageConnection } from "vscode-jsonrpc/node";
import {
  ConnectionError,
  createMessageConnection,
  ErrorCodes,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import type { DaemonFile, HelloResult } from "../../protocol/rpc/handshake.ts";
import { hello } from "../../protocol/rpc/handshake.ts";
import type { ParamsOf, RpcErrorData, RpcNotification, RpcRequest } from "../../protocol/rpc/message.ts";
import { USER_ERROR } from "../../protocol/rpc/message.ts";
import { askSecret } from "../../protocol/rpc/secrets.ts";
import { UserError } from "../../protocol/user-error.ts";
import { packageRoot, runsFromSource } from "../package-root.ts";
import { readDaemonFile } from "./daemon-file.ts";

/** A connection to a workspace's daemon. */
export interface Client {
  readonly server: HelloResult;
  /** Throws the UserError that the daemon refuses with. */
  request<Params, Result>(request: RpcRequest<Params, Result>, params: Params): Promise<Result>;
  on<Params>(notification: RpcNotification<Params>, listener: (params: Params) => void): void;
  /** Resolves when the connection has ended, from whichever side. */
  readonly ended: Promise<void>;
  close(): void;
}

/** What a client can do for the daemon. */
export interface ClientAbilities {
  /** Answers when it is asked for a secret that it keeps; null when it has none of that name. */
  readonly secret?: (name: string) => Promise<string | null>;
}

export interface AttachOptions {
  /** Absolute path. */
  readonly workspace: string;
  readonly version: string;
  /** How long a daemon that is started here lives without clients and runs, in milliseconds. */
  readonly idle?: number;
  /** How long to try, in milliseconds. */
  readonly patience?: number;
}

const LOOK_EVERY = 50;
const PATIENCE = 20_000;

/**
 * Connects to the workspace's daemon, and starts one when there is none. Throws a UserError when a daemon of another
 * version has runs to finish, and when none can be started.
 */
export async function attachOrStart(options: AttachOptions): Promise<Client> {
  const { workspace, version, patience = PATIENCE } = options;
  const deadline = performance.now() + patience;
  let started: Starting | undefined;
  let refusal: UserError | undefined;
  while (performance.now() < deadline) {
    const file = readDaemonFile(workspace);
    const attached = file && (await attach(file, version).catch((error: unknown) => otherVersion(error)));
    if (attached instanceof UserError) refusal = attached;
    else if (attached !== undefined) return attached;
    // One that lost a race, or came while another was ending, has left: there may be none now.
    if (started === undefined || started.exitCode() === 0) started = startDaemon(options);
    else if (started.exitCode() !== undefined) break;
    await sleep(LOOK_EVERY);
  }
  throw refusal ?? notStarted(started?.exitCode());
}

/** Connects to the daemon of that file. Undefined when it is not there any more. Throws the UserError that it refuses with. */
export async function attach(
  file: DaemonFile,
  version: string,
  { secret }: ClientAbilities = {},
): Promise<Client | undefined> {
  const socket = await connected(file.socket);
  if (socket === undefined) return undefined;
  const rpc = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  const ended = new Promise<void>((resolve) => {
    socket.on("close", () => {
      resolve();
      rpc.dispose();
    });
  });
  socket.on("error", () => socket.destroy());
  rpc.onError(() => socket.destroy());
  if (secret !== undefined)
    rpc.onRequest(askSecret.method, ({ name }: ParamsOf<typeof askSecret>) => secret(name));
  rpc.listen();
  try {
    const keepsSecrets = secret === undefined ? {} : { keepsSecrets: true };
    const server = await ask(rpc, hello, { token: file.token, version, ...keepsSecrets }, ended);
    return {
      server,
      request: (request, params) => ask(rpc, request, params, ended),
      on: (notification, listener) => void rpc.onNotification(notification.method, listener),
      ended,
      close: () => socket.destroy(),
    };
  } catch (error) {
    socket.destroy();
    if (error instanceof UserError && error.code !== "runner-gone") throw error;
    return undefined;
  }
}

async function ask<Params, Result>(
  rpc: MessageConnection,
  { method }: RpcRequest<Params, Result>,
  params: Params,
  ended: Promise<void>,
): Promise<Result> {
  const gone = ended.then((): never => {
    throw runnerGone();
  });
  // Nobody waits for it when the answer came before.
  gone.catch(() => {});
  try {
    return await Promise.race([rpc.sendRequest<Result>(method, params), gone]);
  } catch (error) {
    if (error instanceof ResponseError && error.code === USER_ERROR)
      throw new UserError(error.data as RpcErrorData);
    throw isGone(error) ? runnerGone() : error;
  }
}

function isGone(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  return error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected;
}

function connected(address: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}

interface Starting {
  /** Undefined as long as it lives; null when a signal ended it. */
  exitCode(): number | null | undefined;
}

function startDaemon({ workspace, idle }: AttachOptions): Starting {
  const entry = runsFromSource() ? ["runner", "daemon", "main.ts"] : ["dist", "daemon.js"];
  const args = [path.join(packageRoot(), ...entry), "--workspace", workspace];
  if (idle !== undefined) args.push("--idle", String(idle));
  const child = spawn(process.execPath, args, { detached: true, stdio: "ignore", cwd: workspace });
  let code: number | null | undefined;
  child.on("exit", (ended) => {
    code = ended;
  });
  child.on("error", () => {
    code = null;
  });
  child.unref();
  return { exitCode: () => code };
}

/** A daemon of another version ends when nothing runs: worth waiting for. */
function otherVersion(error: unknown): UserError {
  if (error instanceof UserError && error.code === "other-version") return error;
  throw error;
}

function runnerGone(): UserError {
  return new UserError({
    code: "runner-gone",
    message: "The runner of this workspace has ended.",
    next: "Try again: that starts another one.",
    retryable: true,
  });
}

function notStarted(code: number | null | undefined): UserError {
  const how = code === undefined ? "does not answer" : `ended with exit code ${code}`;
  return new UserError({
    code: "no-runner",
    message: `The runner of this workspace ${how}.`,
    next: "Its log is .millrace/daemon.log.",
    retryable: true,
  });
}
