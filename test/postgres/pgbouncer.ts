import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chooseAccount, giveTo } from "../../runner/connections/embedded/server-account.ts";
import { freePort } from "../helpers/free-port.ts";
import type { PostgresServer } from "./server.ts";

const PROGRAM = "/usr/sbin/pgbouncer";

/** Why there is none; undefined where Debian's is installed. */
export function withoutPgBouncer(): string | undefined {
  return existsSync(PROGRAM) ? undefined : "PgBouncer is not installed (apt-get install pgbouncer)";
}

export interface PgBouncer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A real PgBouncer on a free port of 127.0.0.1, before all databases of the server. `settings` are those of its file. */
export async function startPgBouncer(
  { connection }: PostgresServer,
  settings: Readonly<Record<string, string>>,
): Promise<PgBouncer> {
  const folder = await mkdtemp(path.join(tmpdir(), "mr-bouncer-"));
  // As root it runs as another user, who must get to its files.
  await chmod(folder, 0o711);
  const account = await chooseAccount(undefined);
  const port = await freePort();
  const [users, ini] = [path.join(folder, "users.txt"), path.join(folder, "pgbouncer.ini")];
  const all = {
    ...{ listen_addr: "127.0.0.1", listen_port: port, unix_socket_dir: "" },
    ...{ auth_type: "scram-sha-256", auth_file: users },
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}\n`);
  await writeFile(users, `"${connection.user}" "${connection.password}"\n`, { mode: 0o600 });
  await writeFile(
    ini,
    `[databases]\n* = host=127.0.0.1 port=${connection.port}\n[pgbouncer]\n${lines.join("")}`,
  );
  await giveTo(account, users);
  await giveTo(account, ini);
  const child = spawn(PROGRAM, [ini], { ...account, cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  child.stderr.on("data", (chunk) => said.push(String(chunk)));
  const ended = once(child, "exit");
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer ended.\n${said.join("")}`);
    await sleep(20);
  }
  return {
    port,
    stop: async () => {
      // At once, whoever is connected.
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
