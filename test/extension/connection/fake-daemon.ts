import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import path from "node:path";
import {
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import { type DaemonFile, hello, shutdown } from "../../../protocol/rpc/handshake.ts";
import type { RpcNotification, RpcRequest } from "../../../protocol/rpc/message.ts";
import { type RpcErrorData, USER_ERROR } from "../../../protocol/rpc/message.ts";

export interface FakeDaemonOptions {
  readonly version?: string;
  /** Answers of other requests; throws a ResponseError to refuse. */
  readonly answers?: Readonly<Record<string, (params: unknown) => unknown>>;
}

/** Speaks as a daemon does, in the process of the test: it can be told to end as no daemon would on its own. */
export interface FakeDaemon {
  readonly file: DaemonFile;
  readonly requests: readonly string[];
  /** Hello's params, as the clients gave them. */
  readonly greetings: readonly Readonly<Record<string, unknown>>[];
  /** Asks the client that came last. */
  ask<P, R>(request: RpcRequest<P, R>, params: P): Promise<R>;
  tell<P>(notification: RpcNotification<P>, params: P): Promise<void>;
  /** Takes its file with it, as a daemon that ends in order. */
  end(): Promise<void>;
  /** Leaves its file behind, as one that was killed. */
  crash(): void;
}

export function refuse(data: Partial<RpcErrorData>): never {
  const refusal: RpcErrorData = { code: "refused", message: "No.", retryable: false, ...data };
  throw new ResponseError(USER_ERROR, refusal.message, refusal);
}

export async function startFakeDaemon(
  workspace: string,
  { version = "1.0.0", answers = {} }: FakeDaemonOptions = {},
): Promise<FakeDaemon> {
  const folder = path.join(workspace, ".millrace");
  await mkdir(folder, { recursive: true });
  const id = randomUUID();
  const file: DaemonFile = {
    pid: process.pid,
    socket:
      process.platform === "win32" ? `\\\\.\\pipe\\fake-${id}` : path.join(folder, `${id.slice(0, 8)}.sock`),
    token: id,
    version,
    startedAt: 0,
  };
  const requests: string[] = [];
  const greetings: Readonly<Record<string, unknown>>[] = [];
  const clients = new Map<Socket, MessageConnection>();
  const server = createServer((socket) => {
    const rpc = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    clients.set(socket, rpc);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clients.delete(socket);
      rpc.dispose();
    });
    rpc.onRequest((method, params) => {
      requests.push(method);
      if (method === hello.method) return greet(params);
      if (method === shutdown.method) {
        setImmediate(() => void end());
        return null;
      }
      return answers[method]?.(params) ?? null;
    });
    rpc.listen();
  });
  const greet = (params: unknown): unknown => {
    const given: Readonly<Record<string, unknown>> = Object(params);
    greetings.push(given);
    if (given["token"] !== file.token) throw new ResponseError(-32600, "Not the token.");
    if (given["version"] !== version) refuse({ code: "other-version", message: "Another version." });
    return { pid: process.pid, version, workspace };
  };
  const crash = (): void => {
    server.close();
    for (const socket of clients.keys()) socket.destroy();
  };
  const end = async (): Promise<void> => {
    await rm(path.join(folder, "daemon.json"), { force: true });
    crash();
  };
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(file.socket, resolve);
  });
  await writeFile(path.join(folder, "daemon.json"), JSON.stringify(file));
  return {
    file,
    requests,
    greetings,
    ask: async ({ method }, params) => {
      const client = [...clients.values()].at(-1);
      if (client === undefined) throw new Error("There is no client.");
      return client.sendRequest(method, params);
    },
    tell: async (notification, params) => {
      await Promise.all(
        [...clients.values()].map((rpc) => rpc.sendNotification(notification.method, params)),
      );
    },
    end,
    crash,
  };
}
