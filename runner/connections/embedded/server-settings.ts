import { statfs } from "node:fs/promises";

/** Where the server listens. */
export interface ServerAddress {
  /** A socket folder, or 127.0.0.1 on Windows. */
  readonly host: string;
  readonly port: number;
}

/** Below this, parallel queries fail in containers, whose /dev/shm is 64 MB by default. */
const SMALL_SHARED_MEMORY = 256 * 1024 * 1024;

/**
 * Settings for a warehouse on a laptop. A commit is on the disk when it is answered (fsync and synchronous_commit
 * stay on): the ledger of loads relies on it.
 */
export async function serverSettings(address: ServerAddress): Promise<Readonly<Record<string, string>>> {
  const unix = address.host.startsWith("/");
  return {
    listen_addresses: unix ? "" : address.host,
    port: String(address.port),
    unix_socket_directories: unix ? address.host : "",
    unix_socket_permissions: "0700",
    max_connections: "60",
    shared_buffers: "128MB",
    work_mem: "32MB",
    maintenance_work_mem: "128MB",
    dynamic_shared_memory_type: await sharedMemoryType(),
    // Nothing replicates from it, and a load into a new table then writes its rows once.
    wal_level: "minimal",
    max_wal_senders: "0",
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    autovacuum: "on",
    jit: "off",
    TimeZone: "UTC",
    // Not "$user" first, as is the server's default: the user is called as Millrace's own schema is.
    search_path: "public",
    log_timezone: "UTC",
    // The log is for what goes wrong in the server; statements may hold what should not be in a log.
    log_checkpoints: "off",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
  };
}

export function settingArguments(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Nothing of ours gets to the server: environments hold secrets. Windows' programs do not start without theirs. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === "win32") return { ...process.env, TZ: "UTC" };
  return { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}

async function sharedMemoryType(): Promise<string> {
  if (process.platform === "win32") return "windows";
  if (process.platform !== "linux") return "posix";
  const { bsize, blocks } = await statfs("/dev/shm").catch(() => ({ bsize: 0, blocks: 0 }));
  return bsize * blocks < SMALL_SHARED_MEMORY ? "mmap" : "posix";
}
