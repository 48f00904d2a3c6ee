import { spawn } from "node:child_process";
import { open, rename, stat } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { serverFailed } from "./errors.ts";
import { disownPidFile, type Postmaster, untilReady } from "./postmaster.ts";
import { giveTo } from "./server-account.ts";
import type { ServerHome } from "./server-home.ts";
import {
  type ServerAddress,
  serverEnvironment,
  serverSettings,
  settingArguments,
} from "./server-settings.ts";
import { socketFolder } from "./socket-folder.ts";

const LOG_BYTES = 5 * 1024 * 1024;

/** A killed server's processes end by themselves, but a busy one takes a moment to notice. */
const REMNANTS = /pre-existing shared memory block .* is still in use/;
const REMNANTS_ATTEMPTS = 50;
const REMNANTS_MILLISECONDS = 200;

/** Starts the server of a home where none runs; resolves when it takes sessions. Only under the folder's lock. */
export async function startServer(
  home: ServerHome,
  binaries: Binaries,
  extraSettings: Readonly<Record<string, string>>,
): Promise<Postmaster> {
  await disownPidFile(home.data);
  const address = await chooseAddress(home);
  const settings = settingArguments({ ...(await serverSettings(address)), ...extraSettings });
  for (let attempt = 1; ; attempt += 1) {
    const result = await tryStart(home, binaries, settings);
    if ("pid" in result) return result;
    if (!REMNANTS.test(result.output) || attempt === REMNANTS_ATTEMPTS) {
      throw serverFailed("start", result.reason, result.output);
    }
    await sleep(REMNANTS_MILLISECONDS);
  }
}

async function tryStart(
  home: ServerHome,
  binaries: Binaries,
  settings: readonly string[],
): Promise<Postmaster | { readonly reason: string; readonly output: string }> {
  const log = await openLog(home);
  try {
    const before = (await log.stat()).size;
    // In a session of its own: a Ctrl-C in our terminal is not for the server.
    const child = spawn(binaries.postgres, ["-D", home.data, ...settings], {
      ...home.account,
      cwd: "/",
      env: serverEnvironment(),
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      windowsHide: true,
    });
    let ended: string | undefined;
    child.once("error", (error) => {
      ended = error.message;
    });
    child.once("exit", (code, signal) => {
      ended = `postgres ended with ${signal ?? code}`;
    });
    child.unref();
    const ready = await untilReady(home.data, child.pid ?? 0, () => ended === undefined);
    if (ready !== undefined) return ready;
    const { buffer } = await log.read({
      buffer: Buffer.alloc((await log.stat()).size - before),
      position: before,
    });
    return { reason: ended ?? "it ended", output: buffer.toString("utf8") };
  } finally {
    await log.close();
  }
}

async function openLog(home: ServerHome) {
  const file = path.join(home.folder, "postgres.log");
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_BYTES) await rename(file, `${file}.old`);
  const log = await open(file, "a+", 0o600);
  await giveTo(home.owner, file);
  return log;
}

async function chooseAddress(home: ServerHome): Promise<ServerAddress> {
  if (process.platform === "win32") return { host: "127.0.0.1", port: await freePort() };
  return { host: await socketFolder(home), port: 5432 };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
