import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Binaries } from "./binaries.ts";
import { createCredentials } from "./credentials.ts";
import { otherOwner, otherVersion, serverFailed } from "./errors.ts";
import { giveTo } from "./server-account.ts";
import type { ServerHome } from "./server-home.ts";
import { serverEnvironment } from "./server-settings.ts";

/** Unfinished data are beside the finished, under this name. */
const UNFINISHED = "init-";

/** Makes the data directory when there is none, and checks the one that is there. Only under the folder's lock. */
export async function ensureCluster(home: ServerHome, binaries: Binaries): Promise<void> {
  await removeUnfinished(path.dirname(home.data));
  const found = await stat(home.data).catch(() => undefined);
  if (found === undefined) return createCluster(home, binaries);
  if (home.account === undefined && process.getuid !== undefined && found.uid !== process.getuid()) {
    throw otherOwner(home.data);
  }
  const version = (await readFile(path.join(home.data, "PG_VERSION"), "utf8")).trim();
  if (version !== binaries.major) throw otherVersion(home.data, version, binaries.major);
}

/** The directory gets its name when it is complete, so a killed initdb leaves none. */
async function createCluster(home: ServerHome, binaries: Binaries): Promise<void> {
  const unfinished = await mkdtemp(path.join(path.dirname(home.data), UNFINISHED));
  try {
    await giveTo(home.account, unfinished);
    const { user, password } = await createCredentials(home);
    const passwordFile = path.join(unfinished, "password");
    await writeFile(passwordFile, password, { mode: 0o600 });
    await giveTo(home.account, passwordFile);
    const data = path.join(unfinished, "data");
    await mkdir(data, { mode: 0o700 });
    await giveTo(home.account, data);
    await run(binaries.initdb, home, [
      ...["-D", data, "-U", user, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
      // Sorts by code point everywhere, and still knows upper and lower case beyond ASCII.
      ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      "--no-instructions",
    ]);
    await rename(data, home.data);
  } finally {
    await removeFolder(unfinished);
  }
}

async function removeUnfinished(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name.startsWith(UNFINISHED)) await removeFolder(path.join(parent, name));
  }
}

/** An initdb whose Millrace was killed may still be writing to it; that ends it. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

async function run(program: string, home: ServerHome, values: readonly string[]): Promise<void> {
  const child = spawn(program, values, {
    ...home.account,
    cwd: "/",
    env: serverEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => output.push(text));
  const reason = await new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) =>
      resolve(code === 0 ? undefined : `initdb ended with ${signal ?? code}`),
    );
  });
  if (reason !== undefined) throw serverFailed("make its data directory", reason, output.join(""));
}
