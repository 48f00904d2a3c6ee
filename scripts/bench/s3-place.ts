import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** An S3 server and how to get at the bucket of the benchmark. */
export interface S3Place {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface BenchServer {
  readonly place: S3Place;
  /** Records of the huge object. */
  readonly hugeRows: number;
  stop(): Promise<void>;
}

/** Starts the tests' own S3 server in a process of its own, with the files of a folder and the huge object in memory. */
export async function startQuickServer(
  folder: string,
  hugeBytes: number,
  signal: AbortSignal,
): Promise<BenchServer> {
  const program = fileURLToPath(new URL("./quick-s3-server.ts", import.meta.url));
  const child = spawn(process.execPath, [program, folder, String(hugeBytes)], {
    stdio: ["pipe", "pipe", "inherit"],
    signal,
  });
  const ended = once(child, "close").catch(() => {});
  for await (const line of createInterface({ input: child.stdout })) {
    const { hugeRows, ...place } = JSON.parse(line) as S3Place & { readonly hugeRows: number };
    const stop = async (): Promise<void> => {
      child.stdin.end();
      await ended;
    };
    return { place, hugeRows, stop };
  }
  throw new Error("The S3 server did not start.");
}
