/**
 * The process of a container of the stand-in: prepares the volume when it is empty, as the image does, and then is a
 * Postgres server until it is told to end. `node server.ts <container's id>`, with the password in the environment.
 */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { usableBinaries } from "../../../runner/connections/embedded/binaries.ts";
import { platformPackage } from "../../../runner/connections/embedded/platform-package.ts";
import { chooseAccount, giveTo } from "../../../runner/connections/embedded/server-account.ts";
import { containerFolder, readScenario, readState, volumeFolder } from "./state.ts";

const [id = ""] = process.argv.slice(2);
const container = readState().containers.find((known) => known.id === id);
if (container === undefined) throw new Error(`There is no container ${id}.`);
const folder = containerFolder(id);
const log = openSync(path.join(folder, "log"), "a");
const end = (code: number): never => {
  writeFileSync(path.join(folder, "exit-code"), String(code));
  process.exit(code);
};

function firstCaller(port: number, host: string): Promise<void> {
  return new Promise((resolve) => {
    const listener = createServer((socket) => {
      socket.destroy();
      listener.close(() => resolve());
    });
    listener.listen(port, host);
  });
}

if (readScenario().neverStarts === true) {
  process.on("SIGTERM", () => end(0));
  setInterval(() => {}, 60_000);
} else {
  const account = await chooseAccount(undefined);
  const binaries = await usableBinaries(platformPackage(), account, () => {});
  const options = { ...account, cwd: "/", env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } };
  const volume = volumeFolder(container.volume);
  const data = path.join(volume, "18", "docker");
  if (!existsSync(data)) {
    mkdirSync(data, { recursive: true });
    for (const made of [volume, path.dirname(data), data]) {
      chmodSync(made, 0o711);
      await giveTo(account, made);
    }
    const password = path.join(volume, "password");
    writeFileSync(password, process.env["POSTGRES_PASSWORD"] ?? "", { mode: 0o600 });
    await giveTo(account, password);
    const made = spawnSync(
      binaries.initdb,
      ["-D", data, "-U", container.user, `--pwfile=${password}`, "--auth=scram-sha-256", "--no-sync"],
      { ...options, stdio: ["ignore", log, log] },
    );
    rmSync(password);
    if (made.status !== 0) end(1);
    const database = spawnSync(binaries.postgres, ["--single", "-D", data, "postgres"], {
      ...options,
      input: `CREATE DATABASE ${container.database};\n`,
    });
    if (database.status !== 0) end(1);
  }
  const settings = {
    listen_addresses: container.host,
    port: String(container.port),
    unix_socket_directories: "",
    fsync: "off",
    dynamic_shared_memory_type: "mmap",
  };
  if (readScenario().startsWhenAsked === true) await firstCaller(container.port, container.host);
  const server = spawn(
    binaries.postgres,
    ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { ...options, stdio: ["ignore", log, log] },
  );
  server.on("exit", (code) => end(code ?? 1));
  // A fast shutdown: sessions are ended.
  process.on("SIGTERM", () => server.kill("SIGINT"));
}
