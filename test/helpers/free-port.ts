import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give to whoever asks for any: from 32768 on Linux, from 49152 elsewhere. */
const FIRST = 20_000;
const LAST = 32_767;

/**
 * A port of this machine's loopback on which nothing listens. Until it is used, no socket of another test gets it by
 * chance: they ask for any port, and get higher ones.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST + 1);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
