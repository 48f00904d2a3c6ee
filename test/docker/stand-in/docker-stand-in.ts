/**
 * A stand-in for the programs `docker` and `docker-compose`, for machines without Docker: it knows the commands that
 * Millrace uses, keeps what a daemon would know in a folder, and starts a real Postgres server where Docker would start
 * the image's. What it prints has the shapes of docker 28 and Compose 2.40; what it does wrong, its scenario says.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../../runner/connections/embedded/process-life.ts";
import { readCompose } from "./compose-document.ts";
import type { StandInContainer } from "./state.ts";
import { containerFolder, readScenario, readState, recordCall, volumeFolder, writeState } from "./state.ts";
import { DOCKER_TEXTS } from "./texts.ts";

const [program = "docker", ...args] = process.argv.slice(2);
recordCall([program, ...args]);
const scenario = readScenario();
const isOld = program === "docker-compose";

try {
  await run(isOld ? ["compose", ...args] : args);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function run(words: readonly string[]): Promise<void> {
  const [first, second] = words;
  const command = first === "compose" ? `${first} ${second}` : (first ?? "");
  const kind = scenario.compose ?? "plugin";
  if (first === "compose" && (kind === "missing" || isOld !== (kind === "old")))
    throw new Error(DOCKER_TEXTS.noPlugin);
  const failure = scenario.fail?.[command];
  if (failure !== undefined) throw new Error(failure);
  switch (command) {
    case "compose version":
      return print(isOld ? "1.29.2" : "2.40.3");
    case "compose config":
      return config(words);
    case "compose up":
      return up();
    case "compose down":
      return down(words.includes("--volumes"));
    case "compose ps":
      return print(
        own()
          .map(({ id }) => id)
          .join("\n"),
      );
    case "ps":
      return print(scenario.portOwner ?? "");
    case "inspect":
      return print(JSON.stringify(words.slice(3).map(inspected)));
    case "logs": {
      const log = path.join(containerFolder(words.at(-1) ?? ""), "log");
      const lines = readFileSync(log, "utf8").trimEnd().split("\n");
      process.stderr.write(`${lines.slice(-Number(words[2])).join("\n")}\n`);
      return;
    }
    case "volume": {
      const [, project] = /^label=com\.docker\.compose\.project=(.*)$/.exec(words.at(-1) ?? "") ?? [];
      const name = `${project}_postgres`;
      return print(existsSync(volumeFolder(name)) ? name : "");
    }
    default:
      throw new Error(`docker: '${command}' is not a docker command.\nSee 'docker --help'`);
  }
}

function print(text: string): void {
  process.stdout.write(text === "" ? "" : `${text}\n`);
}

/** The containers of the compose file in the current folder. */
function own(): readonly StandInContainer[] {
  const { project } = readCompose(process.cwd());
  return readState().containers.filter((container) => container.project === project);
}

function config(words: readonly string[]): void {
  const { project, document } = readCompose(process.cwd());
  if (words.includes("--services")) {
    print(Object.keys(document.services).join("\n"));
    return;
  }
  const services = Object.entries(document.services).map(([name, service]) => [
    name,
    {
      environment: service.environment,
      image: service.image,
      ports: service.ports.map((text) => {
        const [host, published, target] = text.split(":");
        return { mode: "ingress", host_ip: host, target: Number(target), published, protocol: "tcp" };
      }),
    },
  ]);
  const volumes = Object.keys(document.volumes).map((name) => [name, { name: `${project}_${name}` }]);
  print(
    JSON.stringify({
      name: project,
      services: Object.fromEntries(services),
      volumes: Object.fromEntries(volumes),
    }),
  );
}

async function up(): Promise<void> {
  const { project, document } = readCompose(process.cwd());
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if (scenario.upHangs === true) {
    say(" postgres Pulling ");
    const awake = setInterval(() => {}, 60_000);
    await once(process, "SIGTERM");
    clearInterval(awake);
    throw new Error("context canceled");
  }
  const known = own();
  for (const [service, { environment, ports }] of Object.entries(document.services)) {
    const name = `${project}-${service}-1`;
    const [host = "", port = ""] = ports[0]?.split(":") ?? [];
    if (known.some((container) => container.service === service && runs(container))) {
      say(` Container ${name}  Running`);
      continue;
    }
    say(
      ` ${service} Pulling \n 3dab2a8cd1f4 Pulling fs layer \n 3dab2a8cd1f4 Download complete \n ${service} Pulled `,
    );
    say(` Network ${project}_default  Creating\n Network ${project}_default  Created`);
    say(` Container ${name}  Creating\n Container ${name}  Created\n Container ${name}  Starting`);
    if (!(await isFree(host, Number(port)))) throw new Error(DOCKER_TEXTS.portInUse(Number(port), name));
    const container: StandInContainer = {
      id: randomBytes(32).toString("hex"),
      project,
      service,
      host,
      port: Number(port),
      user: environment["POSTGRES_USER"] ?? "",
      database: environment["POSTGRES_DB"] ?? "",
      volume: `${project}_postgres`,
    };
    const others = readState().containers.filter((other) => other.project !== project);
    // Whoever knows of the container can read its log.
    writeFileSync(path.join(containerFolder(container.id), "log"), "");
    writeState({ containers: [...others, container] });
    start(container, environment["POSTGRES_PASSWORD"] ?? "");
    say(` Container ${name}  Started`);
  }
}

function start({ id }: StandInContainer, password: string): void {
  const server = spawn(process.execPath, [path.join(import.meta.dirname, "server.ts"), id], {
    env: { ...process.env, POSTGRES_PASSWORD: password },
    detached: true,
    stdio: "ignore",
  });
  writeFileSync(path.join(containerFolder(id), "pid"), String(server.pid));
  server.unref();
}

async function down(withVolumes: boolean): Promise<void> {
  const { project } = readCompose(process.cwd());
  for (const container of own()) {
    const name = `${project}-${container.service}-1`;
    process.stderr.write(` Container ${name}  Stopping\n`);
    await stop(container);
    process.stderr.write(` Container ${name}  Removed\n`);
  }
  writeState({ containers: readState().containers.filter((other) => other.project !== project) });
  if (withVolumes) rmSync(volumeFolder(`${project}_postgres`), { recursive: true, force: true });
}

async function stop(container: StandInContainer): Promise<void> {
  const pid = Number(readFileSync(path.join(containerFolder(container.id), "pid"), "utf8"));
  if (runs(container)) process.kill(pid, "SIGTERM");
  while (await isAlive(pid)) await sleep(20);
}

function runs({ id }: StandInContainer): boolean {
  return !existsSync(path.join(containerFolder(id), "exit-code"));
}

/** As Docker's API has it, what Millrace reads of it. */
function inspected(id: string): object {
  const container = readState().containers.find((known) => known.id === id);
  if (container === undefined) throw new Error(`Error response from daemon: No such container: ${id}`);
  const { project, service, host, port, volume } = container;
  const isRunning = runs(container);
  const exitCode = isRunning ? 0 : Number(readFileSync(path.join(containerFolder(id), "exit-code"), "utf8"));
  const isReady = /ready to accept connections/.test(
    readFileSync(path.join(containerFolder(id), "log"), "utf8"),
  );
  return {
    Id: id,
    Name: `/${project}-${service}-1`,
    State: {
      Status: isRunning ? "running" : "exited",
      Running: isRunning,
      ExitCode: exitCode,
      Health: { Status: isReady ? "healthy" : "starting", FailingStreak: 0, Log: [] },
    },
    Config: {
      Image: "postgres:18",
      Labels: { "com.docker.compose.project": project, "com.docker.compose.service": service },
    },
    HostConfig: { PortBindings: { "5432/tcp": [{ HostIp: host, HostPort: String(port) }] } },
    Mounts: [{ Type: "volume", Name: volume, Destination: "/var/lib/postgresql", Driver: "local", RW: true }],
  };
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
