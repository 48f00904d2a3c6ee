import { UserError } from "../../protocol/user-error.ts";
import { COMPOSE_FILES } from "./compose-file.ts";

export function noComposeFile(workspace: string): UserError {
  return new UserError({
    code: "no-compose-file",
    message: `${workspace} has no compose file (${COMPOSE_FILES.join(", ")}).`,
    next: "`millrace init --sample` makes a workspace with one; its docker-compose.yml can be copied.",
  });
}

/** `elsewhere`: where to run without it, a whole sentence. */
export function dockerMissing(elsewhere: string): UserError {
  return new UserError({
    code: "docker-missing",
    message: "Docker is not installed: there is no program `docker` on the PATH.",
    next: `Install Docker Desktop, or Docker Engine with its Compose plugin. ${elsewhere}`,
  });
}

export function composeMissing(elsewhere: string): UserError {
  return new UserError({
    code: "compose-missing",
    message:
      "Docker is there, and Docker Compose is not: neither `docker compose` nor `docker-compose` works.",
    next: `Install the Compose plugin (the package docker-compose-plugin on Linux; Docker Desktop has it). ${elsewhere}`,
  });
}

export function dockerCancelled(): UserError {
  return new UserError({
    code: "cancelled",
    message: "Cancelled. Containers that were started go on running.",
    next: "`millrace docker status` shows them, `millrace docker down` stops them.",
  });
}

export function containerEnded(
  service: string,
  { state, exitCode }: { readonly state: string; readonly exitCode: number | null },
  lastLines: readonly string[],
): UserError {
  const ended = state === "restarting" ? "ends again and again" : "has ended";
  const code = exitCode === null ? "" : ` with exit code ${exitCode}`;
  return new UserError({
    code: "container-ended",
    message: `The container of ${service} ${ended}${code}.${shownLines(lastLines)}`,
    next: `\`docker compose logs ${service}\` shows all that it said.`,
  });
}

/** `reason` is a sentence: what was wrong at the last attempt. */
export function notReady(waitedSeconds: number, reason: string, lastLines: readonly string[]): UserError {
  return new UserError({
    code: "docker-not-ready",
    message: `The containers run, and after ${waitedSeconds} s there is still no session: ${reason}${shownLines(lastLines)}`,
    next: "`millrace docker up --wait 5m` waits longer; `docker compose logs` shows what the server does.",
    retryable: true,
  });
}

function shownLines(lines: readonly string[]): string {
  return lines.length === 0 ? "" : ` The container's last lines:${lines.map((line) => `\n${line}`).join("")}`;
}

/** The server is up, and has another password than the connection: it was set when the volume was made. */
export function otherPassword(
  connection: string,
  service: string,
  volumes: readonly string[],
  cause: unknown,
): UserError {
  const where = volumes.length === 0 ? `the data of ${service}` : `the volume ${volumes.join(", ")}`;
  return new UserError({
    code: "volume-password",
    message: `The server runs, and refuses the password of the connection ${connection}: ${where} was made with another one, and a server keeps the password that it was made with.`,
    next: "Put that password back, or give the data up: `millrace docker down --volumes`, then `millrace docker up`.",
    cause,
  });
}

interface Failure {
  readonly pattern: RegExp;
  readonly error: (match: RegExpExecArray, composeFile: string) => UserError;
}

/** What Docker, Compose 2 and docker-compose 1 say, over their versions; the first that fits counts. */
const FAILURES: readonly Failure[] = [
  {
    pattern:
      /permission denied while trying to connect to the Docker|dial unix \S+: connect: permission denied/i,
    error: () =>
      new UserError({
        code: "docker-denied",
        message: "Docker runs, and you may not use it: its socket is for root and for the group docker.",
        next: "`sudo usermod -aG docker $USER` adds you to that group; log in again then. Whoever is in it can become root.",
      }),
  },
  {
    pattern:
      /Cannot connect to the Docker daemon|Is the docker daemon running|error during connect|failed to connect to the docker API|Couldn't connect to Docker daemon|Docker Desktop is (?:unable to start|not running)/i,
    error: () =>
      new UserError({
        code: "docker-not-running",
        message: "Docker is installed, and does not run.",
        next: "Start Docker Desktop, or the service: `sudo systemctl start docker`. Then try again.",
        retryable: true,
      }),
  },
  {
    pattern:
      /(?:Bind for|listen tcp\d?|failed to bind host port(?: for)?) \S*?:(\d+)(?::\S+?|\/tcp)?(?: failed)?: (?:port is already allocated|bind: |address already in use)/i,
    error: ([, port = ""], composeFile) => portInUse(port, composeFile),
  },
  {
    // docker-compose 1 does not say which.
    pattern: /required variable (\w+) is missing a value|Missing mandatory value for "\w+" option/i,
    error: ([, variable], composeFile) =>
      new UserError({
        code: "compose-variable",
        message: `${composeFile} needs ${variable === undefined ? "a variable" : `the variable ${variable}`}, which is neither in the environment nor in .env.`,
        next: `Write it into the workspace's .env${variable === undefined ? "" : `: ${variable}=…`}. A .env.example beside it, if there is one, shows how.`,
      }),
  },
  {
    pattern:
      /^.*(?:toomanyrequests|pull access denied|manifest (?:for \S+ not found|unknown)|failed to (?:resolve reference|do request|copy)|no such host|net\/http: .*(?:timeout|deadline)).*$/im,
    error: ([line]) =>
      new UserError({
        code: "docker-pull",
        message: `Docker could not fetch an image: ${line.replace(/^\s*(?:Error response from daemon: |\S+ Error )/, "").trim()}`,
        next: "Look at the network, a proxy, and whether the registry asks for `docker login`. Then try again.",
        retryable: true,
      }),
  },
];

/** Which port it is about, for whoever finds out more; undefined for other errors. */
export function takenPort(error: unknown): string | undefined {
  const cause = error instanceof UserError ? error.cause : undefined;
  const isTold = typeof cause === "object" && cause !== null && "takenPort" in cause;
  return isTold ? String(cause.takenPort) : undefined;
}

function portInUse(port: string, composeFile: string): UserError {
  const who = process.platform === "win32" ? `netstat -ano | findstr :${port}` : `lsof -i :${port}`;
  return new UserError({
    code: "port-in-use",
    message: `Something else has port ${port} of this machine already.`,
    next: `\`docker ps --filter publish=${port}\` shows it if it is a container, \`${who}\` if not. End it, or choose another port in ${composeFile} and millrace.json.`,
    cause: { takenPort: port },
  });
}

export interface PortOwner {
  readonly port: string;
  /** Of the container. */
  readonly name: string;
  /** Of Compose, and the folder that it was started in; empty when another program has started the container. */
  readonly project: string;
  readonly folder: string;
}

export function portOfContainer({ port, name, project, folder }: PortOwner, composeFile: string): UserError {
  const where = folder === "" ? "" : ` in ${folder}`;
  const whose = project === "" ? "" : `, of the Compose project ${project}${where},`;
  return new UserError({
    code: "port-in-use",
    message: `The container ${name}${whose} has port ${port} of this machine already.`,
    next: `\`docker stop ${name}\` stops it, or choose another port in ${composeFile} and millrace.json.`,
  });
}

/** Lines of progress are no part of what went wrong. */
const PROGRESS =
  /^\s*(?:(?:Container|Network|Volume|Image|\[\+\]) .*|\S+ (?:Pulling|Pulled|Creating|Created|Starting|Started|Waiting|Healthy|Running).*|time="[^"]*" level=warning .*)$/;

const LAST_LINES = 8;

/** What a command that failed has said, as an error of Millrace's. `what` is the command, in words. */
export function dockerFailure(what: string, said: string, composeFile: string): UserError {
  for (const { pattern, error } of FAILURES) {
    const match = pattern.exec(said);
    if (match !== null) return error(match, composeFile);
  }
  const lines = said.split("\n").filter((line) => line.trim() !== "" && !PROGRESS.test(line));
  return new UserError({
    code: "docker-failed",
    message: `\`${what}\` failed${lines.length === 0 ? "." : `:\n${lines.slice(-LAST_LINES).join("\n")}`}`,
    next: "Run it in the workspace's folder to see all of it.",
  });
}
