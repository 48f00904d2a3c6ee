/**
 * Runs VS Code's server until its own input ends, which it does also when whoever started it was killed: no server
 * is left behind. `node keep-server.ts <server-main.js> <arguments>`, as the leader of a process group on POSIX.
 */
import { spawn } from "node:child_process";

/** After this long without an end it is killed. */
const END_MS = 5000;

const server = spawn(process.execPath, process.argv.slice(2), { stdio: ["ignore", "inherit", "inherit"] });
server.on("exit", killAll);
// A signal to the group is for the server, whose end this process waits for.
process.on("SIGTERM", () => {});
process.stdin.on("end", () => {
  server.kill();
  setTimeout(killAll, END_MS);
});
process.stdin.resume();

/** What the server started may be slower than itself. */
function killAll(): void {
  if (process.platform !== "win32") process.kill(-process.pid, "SIGKILL");
  server.kill("SIGKILL");
  process.exit(1);
}
