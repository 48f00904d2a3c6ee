import { spawn } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./process-life.ts";
import type { ServerHome } from "./server-home.ts";
import { usersFolder } from "./users.ts";

/**
 * Waits until the process that started it is gone, and then does what that did not get to: removes its users
 * file and, when nobody else uses the server, stops the server. A shell, because it is small and everywhere.
 *
 * It cannot hold the folder's lock. Instead it says that it is about to stop the server (a file `stopping-<pid>`)
 * before it looks who uses it, and a process that joins adds itself to the users before it looks for such files:
 * so at least one of the two sees the other.
 */
const SCRIPT = `
user_file=$1 folder=$2 data=$3
read -r word && [ "$word" = done ] && exit 0
flag="$folder/stopping-$$"
trap 'rm -f "$flag"' EXIT
trap '' HUP INT TERM
: > "$flag"
rm -f "$user_file"
alive() { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ] || ps -p "$1" >/dev/null 2>&1; }
for file in "$folder"/users/*; do
  [ -e "$file" ] || continue
  pid=\${file##*/}
  alive "\${pid%%-*}" && exit 0
done
read -r pid < "$data/postmaster.pid" || exit 0
if [ -r "/proc/$pid/cmdline" ]; then line=$(tr '\\0' ' ' < "/proc/$pid/cmdline"); else line=$(ps -ww -o args= -p "$pid"); fi
case "$line " in *" -D $data "*) ;; *) exit 0 ;; esac
kill -INT "$pid" || exit 0
n=0
while [ -e "$data/postmaster.pid" ] && alive "$pid" && [ $n -lt 600 ]; do sleep 0.1 2>/dev/null || sleep 1; n=$((n+1)); done
rmdir "$(cat "$folder/socket-folder")"
`;

const STOPPING = "stopping-";
const POLL_MILLISECONDS = 20;

export interface Watchdog {
  /** Tells it that we leave in order; resolves when it has ended. */
  dismiss(): Promise<void>;
}

/** Does nothing on Windows: there a server left behind is found, and used, at the next start. */
export function startWatchdog({ folder, data }: ServerHome, userFile: string): Watchdog {
  if (process.platform === "win32") return { dismiss: async () => {} };
  const shell = spawn("/bin/sh", ["-c", SCRIPT, "millrace-watchdog", userFile, folder, data], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" },
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const pipe = shell.stdin as unknown as Socket;
  // Without it a killed process leaves the server running, which the next start finds.
  const ended = new Promise<void>((resolve) => {
    shell.once("error", () => resolve());
    shell.once("exit", () => resolve());
  });
  pipe.on("error", () => {});
  shell.unref();
  pipe.unref();
  return {
    dismiss: async () => {
      shell.ref();
      pipe.end("done\n");
      await ended;
    },
  };
}

/** Resolves when no watchdog is stopping the server. To be called after adding ourselves to its users. */
export async function untilNoWatchdogStops(folder: string): Promise<void> {
  await mkdir(usersFolder(folder), { recursive: true });
  for (const name of await readdir(folder)) {
    if (!name.startsWith(STOPPING)) continue;
    const flag = path.join(folder, name);
    const pid = Number.parseInt(name.slice(STOPPING.length), 10);
    while ((await readdir(folder)).includes(name)) {
      if (await isAlive(pid)) await sleep(POLL_MILLISECONDS);
      else await rm(flag, { force: true });
    }
  }
}
