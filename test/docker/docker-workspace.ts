import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../runner/connections/embedded/process-life.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { createSample } from "../../runner/sample/create-sample.ts";
import { freePort } from "../helpers/free-port.ts";
import type { Scenario, StandInState } from "./stand-in/state.ts";

/** A sample workspace whose Docker is the stand-in of `stand-in/docker-stand-in.ts`. */
export interface DockerWorkspace {
  readonly folder: string;
  /** Free on this machine, in the compose file and in `millrace.json` instead of 8001. */
  readonly port: number;
  /** `COMPOSE_PROJECT_NAME` of its `.env`. */
  readonly project: string;
  /** For the command line: on its PATH the stand-in is `docker` and `docker-compose`. */
  readonly env: Readonly<Record<string, string>>;
  play(scenario: Scenario): Promise<void>;
  /** The command lines that the stand-in was called with, in order. */
  calls(): Promise<readonly string[]>;
  /** Where the stand-in keeps the volume. */
  readonly volume: string;
}

/** Made before the test and gone after it, servers included. */
export async function dockerWorkspace(t: TestContext): Promise<DockerWorkspace> {
  const root = await mkdtemp(path.join(tmpdir(), "mr-docker-"));
  // As root the servers run as another user, who must get to their data.
  await chmod(root, 0o711);
  t.after(() => rm(root, { recursive: true, force: true }));
  const folder = path.join(root, "sparkify");
  const kept = path.join(root, "docker");
  const programs = path.join(root, "bin");
  for (const made of [kept, programs, path.join(kept, "volumes")]) {
    await mkdir(made);
    await chmod(made, 0o711);
  }
  t.after(() => endServers(kept));
  await createSample({ folder, size: 1000 });
  await chmod(folder, 0o711);
  const port = await freePort();
  for (const name of ["docker-compose.yml", "millrace.json"]) {
    const file = path.join(folder, name);
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("8001", String(port)));
  }
  for (const name of ["docker", "docker-compose"]) await standIn(path.join(programs, name), name);
  await symlink(process.execPath, path.join(programs, "node"));
  const [, project = ""] =
    /^COMPOSE_PROJECT_NAME=(.*)$/m.exec(await readFile(path.join(folder, ".env"), "utf8")) ?? [];
  return {
    folder,
    port,
    project,
    env: { PATH: programs, DOCKER_STAND_IN: kept },
    volume: path.join(kept, "volumes", `${project}_postgres`),
    play: (scenario) => writeFile(path.join(kept, "scenario.json"), JSON.stringify(scenario)),
    async calls() {
      const text = await readFile(path.join(kept, "calls.jsonl"), "utf8").catch(() => "");
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => (JSON.parse(line) as readonly string[]).join(" "));
    },
  };
}

async function standIn(file: string, name: string): Promise<void> {
  const script = path.join(packageRoot(), "test", "docker", "stand-in", "docker-stand-in.ts");
  await writeFile(file, `#!/bin/sh\nexec "${process.execPath}" "${script}" ${name} "$@"\n`, { mode: 0o755 });
}

async function endServers(kept: string): Promise<void> {
  const text = await readFile(path.join(kept, "state.json"), "utf8").catch(() => '{"containers":[]}');
  for (const { id } of (JSON.parse(text) as StandInState).containers) {
    const pid = Number(await readFile(path.join(kept, "containers", id, "pid"), "utf8"));
    const hasEnded = existsSync(path.join(kept, "containers", id, "exit-code"));
    if (!hasEnded && (await isAlive(pid))) process.kill(pid, "SIGTERM");
    while (!hasEnded && (await isAlive(pid))) await sleep(20);
  }
}

/** Something else that has the port. */
export async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
