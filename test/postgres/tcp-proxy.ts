import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { PassThrough, Transform } from "node:stream";

export interface TcpProxy {
  readonly port: number;
  /** Bytes that clients have sent, all together. */
  sent(): number;
  /** Drops each connection once its client has sent so many bytes, this often. `onCut` is called right before. */
  cutAfter(bytes: number, times: number, onCut?: () => void): void;
  /** Connections that were dropped. */
  cuts(): number;
  /**
   * The network of the next connection whose client sends `text` is gone from then on: nothing comes through any more,
   * and neither side is told. The text itself still does (`after`) or does not (`before`).
   */
  vanish(when: "before" | "after", text: string): void;
  /** Connections whose network is gone. */
  vanished(): number;
  close(): Promise<void>;
}

/** Passes connections on to a port of this machine, and drops some of them as a network does. */
export async function tcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let sent = 0;
  let cuts = 0;
  let limit = Number.POSITIVE_INFINITY;
  let times = 0;
  let beforeCut = (): void => {};
  let vanishing: { readonly when: "before" | "after"; readonly text: string } | undefined;
  let vanished = 0;
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    const both = [client, upstream];
    let ofThis = 0;
    let isGone = false;
    const drop = (): void => {
      if (isGone) return;
      for (const socket of both) socket.destroy();
    };
    for (const socket of both) {
      sockets.add(socket);
      socket.on("error", drop);
      socket.on("close", () => {
        sockets.delete(socket);
        drop();
      });
    }
    client.on("data", (chunk) => {
      sent += chunk.length;
      ofThis += chunk.length;
      if (ofThis <= limit || times === 0) return;
      times -= 1;
      cuts += 1;
      beforeCut();
      for (const socket of both) socket.resetAndDestroy();
    });
    const answers = new PassThrough();
    const requests = new Transform({
      transform: (chunk: Buffer, _, done) => {
        const isNow = vanishing !== undefined && !isGone && chunk.includes(vanishing.text);
        if (!isNow) return void done(null, isGone ? undefined : chunk);
        if (vanishing?.when === "after") upstream.write(chunk);
        vanishing = undefined;
        vanished += 1;
        isGone = true;
        requests.unpipe();
        answers.unpipe();
        done();
      },
    });
    client.pipe(requests).pipe(upstream);
    upstream.pipe(answers).pipe(client);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    sent: () => sent,
    cutAfter: (bytes, often, onCut = () => {}) => {
      limit = bytes;
      times = often;
      beforeCut = onCut;
    },
    cuts: () => cuts,
    vanish: (when, text) => {
      vanishing = { when, text };
    },
    vanished: () => vanished,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
