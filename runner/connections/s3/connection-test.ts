import { connect } from "node:net";
import { proxiesOf } from "../../proxies/proxies.ts";
import { hostAndPort, portOf, withoutBrackets } from "../../proxies/proxy.ts";
import { reachProxy } from "../../proxies/tunnel.ts";
import type { ConnectionTest } from "../connection-test.ts";
import type { Lake, LakeObject } from "../lake.ts";
import type { S3Options } from "./options.ts";
import type { S3Requests } from "./s3-requests.ts";

/** More are not counted: one page of a listing. */
const COUNTED = 1000;

const REACH_MILLISECONDS = 10_000;

/** From the credentials to the bytes of an object. Nothing is written. */
export function s3Test(options: S3Options): ConnectionTest {
  let opened: Promise<{ readonly requests: S3Requests; readonly lake: Lake }> | undefined;
  // AWS's client takes its time to load, and most tests are of other connections.
  const open = () => {
    opened ??= (async () => {
      const { s3Requests } = await import("./s3-requests.ts");
      const { s3Lake } = await import("./s3-lake.ts");
      return { requests: s3Requests(options), lake: s3Lake(options) };
    })();
    return opened;
  };
  let sample: LakeObject | undefined;
  return {
    steps: [
      {
        name: "credentials",
        run: async (signal) => {
          const { requests } = await open();
          const signer = await requests.signer(signal);
          if (signer === undefined) return { found: "none (anonymous)" };
          return { found: `of ${signer.name}, key …${signer.keyEnd}` };
        },
      },
      {
        name: "reach",
        run: async (signal) => {
          const { requests } = await open();
          const address = await requests.address();
          const proxy = proxiesOf(options.variables)?.(address);
          if (proxy === undefined) return { found: await reach(address, requests, signal) };
          await reachProxy(proxy, address, { milliseconds: REACH_MILLISECONDS, signal });
          return { found: `${asked(address)} through the proxy ${hostAndPort(proxy.host, proxy.port)}` };
        },
      },
      {
        name: "bucket",
        run: async (signal) => {
          const { requests } = await open();
          const asked = (await requests.place()).region;
          const { requireBucket } = await import("./require-bucket.ts");
          await requireBucket(requests, options, signal);
          const { region } = await requests.place();
          const moved = region === asked ? "" : `; the connection's is ${asked}, so set its "region"`;
          return { found: `s3://${options.bucket}/${options.prefix} in ${region}${moved}` };
        },
      },
      {
        name: "list",
        run: async (signal) => {
          const { lake } = await open();
          let objects = 0;
          for await (const object of lake.list("", signal)) {
            objects += 1;
            if (object.size > 0 && (sample === undefined || object.size < sample.size)) sample = object;
            if (objects === COUNTED) return { found: `${COUNTED} objects or more` };
          }
          return { found: `${objects} ${objects === 1 ? "object" : "objects"}` };
        },
      },
      {
        name: "read",
        run: async (signal) => {
          if (sample === undefined) return { skipped: "there is no object that is not empty" };
          const { lake } = await open();
          const stream = await lake.open(sample, signal);
          try {
            for await (const _ of stream) break;
          } finally {
            stream.destroy();
          }
          return { found: lake.describe(sample.key) };
        },
      },
    ],
    close: async () => {
      if (opened === undefined) return;
      const { requests, lake } = await opened;
      await lake.close();
      await requests.close();
    },
  };
}

/** The network alone, so that a wrong address is told at once and as such. */
async function reach(address: URL, requests: S3Requests, signal: AbortSignal): Promise<string> {
  const port = portOf(address);
  const host = withoutBrackets(address.hostname);
  const socket = connect({ host, port, signal });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.setTimeout(REACH_MILLISECONDS, () =>
        reject(Object.assign(new Error("no answer in 10 s"), { code: "ETIMEDOUT" })),
      );
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
  } catch (error) {
    throw await requests.error({ action: "list", signal }, error);
  } finally {
    socket.destroy();
  }
  return asked(address);
}

function asked(address: URL): string {
  return hostAndPort(withoutBrackets(address.hostname), portOf(address));
}
