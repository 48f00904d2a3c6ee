import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { answer, errorResponse } from "./answer.ts";
import { authorize } from "./authorize.ts";
import { readBody } from "./body.ts";
import { allBytes, bytesContent, type Content } from "./content.ts";
import { S3Error } from "./errors.ts";
import { type FaultRule, newFaults } from "./faults.ts";
import { operate } from "./operations.ts";
import { parseRequest, type S3Request } from "./request.ts";
import type { S3Response } from "./response.ts";
import type { KnownKeys } from "./signature.ts";
import { newBucket, type Store, wholeSecond } from "./store.ts";
import { etagOf } from "./write-object.ts";

/** One request that came, in the order of their coming. */
export interface LoggedRequest {
  readonly method: string;
  readonly bucket: string;
  /** Empty for a listing and other requests to a bucket. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  /** As the header says it: `bytes=100-`. */
  readonly range: string | undefined;
  /** Undefined until it was answered, and where it never is. */
  status: number | undefined;
}

export interface S3ServerOptions {
  /** The endpoint's region, and that of buckets unless they are created elsewhere. Default us-east-1. */
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** Makes the keys temporary ones: requests have to bring it. */
  readonly sessionToken?: string;
}

/** What can be put under a key: bytes, text, or content that is made when it is read (`repeatedContent`). */
export type Seed = Buffer | string | Content;

export interface NewBucketOptions {
  readonly region?: string;
  /** Anybody may list and read. */
  readonly isPublic?: boolean;
}

export interface NewObjectOptions {
  readonly lastModified?: Date;
  /** As a read gives them back: `content-type`, `content-encoding`, `x-amz-meta-…`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A small S3 server for tests, in this process, on a free port of the loopback, with its objects in memory. It is a
 * stand-in: what it answers is held to the checks of `checks.ts`, which a server of Ceph is held to as well.
 *
 *     const s3 = await startS3Server();
 *     t.after(() => s3.close());
 *     s3.seed("raw", { "log/a.json": '{"a":1}\n' });          // creates the bucket
 *     s3.fault({ fault: slowDown(), method: "GET", key: "log/a.json", times: 2 });
 *     s3.requests.filter(({ key }) => key === "log/a.json");  // what was asked for
 *
 * Path style at `endpoint`; a host name `BUCKET.localhost` is a bucket too. Versions, ACLs, presigned URLs, lists of
 * the first version and chunks signed one by one are not there: 501 NotImplemented (presigned URLs: 403).
 */
export interface S3Server {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly port: number;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** All requests so far; a test may empty it. */
  readonly requests: LoggedRequest[];
  createBucket(name: string, options?: NewBucketOptions): void;
  /** Puts objects without any request; creates the bucket where it is not there. */
  seed(bucket: string, objects: Readonly<Record<string, Seed>>, options?: NewObjectOptions): void;
  remove(bucket: string, key: string): void;
  /** Undefined where there is no such object. */
  bytes(bucket: string, key: string): Buffer | undefined;
  /** In UTF-8 byte order. */
  keys(bucket: string): readonly string[];
  /** How many uploads in parts were begun, and neither completed nor aborted. */
  openUploads(bucket: string): number;
  /** Further keys that the server knows. */
  addKeys(keys: KnownKeys): void;
  /** Requests with the keys (default: the server's own) get ExpiredToken, until `renew`. */
  expire(accessKeyId?: string): void;
  renew(accessKeyId?: string): void;
  /** See FaultRule. Gives a function that ends it. */
  fault(rule: FaultRule): () => void;
  /** How many requests are neither answered to their end nor given up by their client. */
  underWay(): number;
  /** How many connections clients have, in use or not. */
  connections(): number;
  /** Called with each request before anything is done for it, and waited for. The last one set counts. */
  onRequest(hook: (request: LoggedRequest) => void | Promise<void>): void;
  /** Ends all connections and refuses new ones, until `accept`. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  close(): Promise<void>;
}

export async function startS3Server(options: S3ServerOptions = {}): Promise<S3Server> {
  const region = options.region ?? "us-east-1";
  const own: KnownKeys = {
    accessKeyId: options.accessKeyId ?? "AKIATESTTESTTESTTEST",
    secretAccessKey: options.secretAccessKey ?? randomBytes(20).toString("hex"),
    sessionToken: options.sessionToken,
  };
  const store: Store = new Map();
  const keys = new Map([[own.accessKeyId, own]]);
  const expired = new Set<string>();
  const requests: LoggedRequest[] = [];
  const faults = newFaults();
  const hook: { call: (request: LoggedRequest) => void | Promise<void> } = { call: () => {} };

  const answers = new Set<ServerResponse>();
  const sockets = new Set<Socket>();

  const http = createServer({ keepAliveTimeout: 60_000 }, (message, to) => {
    answers.add(to);
    to.once("close", () => answers.delete(to));
    // A client that goes away in the middle is no matter of the server's.
    handle(message, to).catch((error: unknown) => void to.destroy(error as Error));
  });
  http.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  async function handle(message: IncomingMessage, to: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    to.setHeader("x-amz-request-id", requestId);
    const request = parseRequest(message);
    const { method, bucket, key, query, headers } = request;
    const logged: LoggedRequest = {
      ...{ method, bucket, key, query, headers, range: headers["range"] },
      status: undefined,
    };
    requests.push(logged);
    await hook.call(logged);
    const fault = faults.meet(request);
    if (fault?.kind === "silent") return;
    if (fault?.kind === "reset") return void message.socket.resetAndDestroy();
    if (fault?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
    const response = await outcome(
      request,
      requestId,
      message,
      fault?.kind === "error" ? fault.error : undefined,
    );
    logged.status = response.status;
    await answer(to, method, response, fault);
  }

  async function outcome(
    request: S3Request,
    requestId: string,
    message: IncomingMessage,
    given: S3Error | undefined,
  ): Promise<S3Response> {
    try {
      if (given !== undefined) throw given;
      authorize({ store, region, keys, expired }, request);
      return await operate({ store, request, region, body: () => readBody(message, request) });
    } catch (error) {
      if (message.destroyed && !message.complete) throw error;
      const told = error instanceof S3Error ? error : new S3Error(500, "TestServerIsBroken", String(error));
      return errorResponse(told, request, requestId);
    }
  }

  const listen = async (port: number): Promise<number> => {
    http.listen(port, "127.0.0.1");
    await once(http, "listening");
    return (http.address() as AddressInfo).port;
  };
  const refuse = async (): Promise<void> => {
    if (!http.listening) return;
    const closed = once(http, "close");
    http.close();
    http.closeAllConnections();
    await closed;
  };
  const bucketOf = (name: string) => {
    const bucket = store.get(name);
    if (bucket === undefined) throw new Error(`The test has not created the bucket ${name}.`);
    return bucket;
  };

  const port = await listen(0);
  const server: S3Server = {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    region,
    accessKeyId: own.accessKeyId,
    secretAccessKey: own.secretAccessKey,
    requests,
    createBucket: (name, more = {}) =>
      void store.set(name, newBucket(name, more.region ?? region, more.isPublic ?? false)),
    seed: (name, objects, more = {}) => {
      if (!store.has(name)) server.createBucket(name);
      const bucket = bucketOf(name);
      const lastModified = wholeSecond(more.lastModified ?? new Date());
      for (const [key, seed] of Object.entries(objects)) {
        const content =
          typeof seed === "string" || Buffer.isBuffer(seed) ? bytesContent(Buffer.from(seed)) : seed;
        // Content that is made when it is read is not read for the sake of its hash.
        const etag = content === seed ? `"${randomBytes(16).toString("hex")}-1"` : etagOf(allBytes(content));
        bucket.put(key, { content, etag, lastModified, headers: more.headers ?? {}, checksums: {} });
      }
    },
    remove: (name, key) => bucketOf(name).remove(key),
    bytes: (name, key) => {
      const object = bucketOf(name).objects.get(key);
      return object === undefined ? undefined : allBytes(object.content);
    },
    keys: (name) =>
      bucketOf(name)
        .sorted()
        .map(({ key }) => key),
    openUploads: (name) => bucketOf(name).uploads.size,
    addKeys: (more) => void keys.set(more.accessKeyId, more),
    expire: (id = own.accessKeyId) => void expired.add(id),
    renew: (id = own.accessKeyId) => void expired.delete(id),
    fault: (rule) => faults.add(rule),
    underWay: () => answers.size,
    connections: () => sockets.size,
    onRequest: (call) => {
      hook.call = call;
    },
    refuse,
    accept: async () => void (await listen(port)),
    close: refuse,
  };
  return server;
}
