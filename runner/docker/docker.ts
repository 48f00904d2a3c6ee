import type { DockerConnectionView, DockerServiceView, DockerView } from "../../protocol/rpc/docker.ts";
import { assertNever } from "../../protocol/user-error.ts";
import type { Session } from "../session.ts";
import type { Compose } from "./compose.ts";
import { findCompose } from "./compose.ts";
import { requireComposeFile } from "./compose-file.ts";
import { composeMissing, dockerCancelled, dockerMissing } from "./docker-errors.ts";
import { withPortOwner } from "./port-owner.ts";
import { publishedInFile } from "./published-in-file.ts";
import type { Served } from "./served.ts";
import { servedConnections } from "./served.ts";
import type { Project, Service } from "./services.ts";
import { readProject } from "./services.ts";
import { tryConnection } from "./try-connection.ts";
import { untilAllAnswer } from "./wait.ts";
import { withoutDocker } from "./without-docker.ts";

export interface DockerOptions {
  readonly session: Pick<Session, "workspace" | "settings" | "connectionTests" | "now">;
  /** Of Docker's programs. Compose takes variables of it that the workspace's `.env` does not win over. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Called with what happens now, a line at a time. */
  readonly onLine: (line: string) => void;
}

/** How long `dockerUp` waits for sessions, in milliseconds, when nobody says otherwise. */
export const DEFAULT_WAIT = 60_000;

/**
 * Starts the services of the workspace's compose file, and resolves when each connection that goes to one of their
 * ports accepts sessions. Throws a UserError when Docker is not there or does not do it, and after a cancel.
 */
export async function dockerUp(options: DockerOptions, waitMilliseconds = DEFAULT_WAIT): Promise<DockerView> {
  const { file, compose } = await open(options);
  try {
    await compose.compose(["up", "--detach"], options.onLine);
  } catch (error) {
    throw await withPortOwner(error, compose, file);
  }
  const project = await readProject(compose);
  const served = servedConnections(project, options.session.settings().config);
  const tests = options.session.connectionTests();
  try {
    const { now } = options.session;
    const { signal, onLine } = options;
    await untilAllAnswer(served, { compose, tests, now, signal, onLine, milliseconds: waitMilliseconds });
  } finally {
    await tests.close();
  }
  return look(compose, file, options);
}

export interface DownOptions {
  /** Removes the data too. Somebody was asked. */
  readonly removeVolumes: boolean;
}

/** Stops the services and removes their containers. Throws as `dockerUp`. */
export async function dockerDown(
  options: DockerOptions,
  { removeVolumes }: DownOptions,
): Promise<DockerView> {
  const { file, compose } = await open(options);
  await compose.compose(["down", ...(removeVolumes ? ["--volumes"] : [])], options.onLine);
  return look(compose, file, options);
}

/** What is there now; changes nothing. Throws as `dockerUp`. */
export async function dockerStatus(options: DockerOptions): Promise<DockerView> {
  const { file, compose } = await open(options);
  return look(compose, file, options);
}

async function open({
  session,
  env,
  signal,
}: DockerOptions): Promise<{ readonly file: string; readonly compose: Compose }> {
  const { workspace } = session;
  const file = requireComposeFile(workspace);
  const elsewhere = (): string => withoutDocker(session.settings().config, publishedInFile(workspace, file));
  const found = await findCompose({ folder: workspace, file, env, signal });
  switch (found.kind) {
    case "found":
      return { file, compose: found.compose };
    case "no docker":
      throw dockerMissing(elsewhere());
    case "no compose":
      throw composeMissing(elsewhere());
    default:
      return assertNever(found);
  }
}

async function look(compose: Compose, composeFile: string, options: DockerOptions): Promise<DockerView> {
  const project = await readProject(compose);
  const served = servedConnections(project, options.session.settings().config);
  return {
    composeFile,
    project: project.name ?? null,
    services: project.services.map(serviceView),
    volumes: volumesOf(project),
    connections: await connectionViews(served, options),
  };
}

function serviceView({ name, ports, containers }: Service): DockerServiceView {
  // Of several, the one that is not well says more.
  const container = containers.find(({ state }) => state !== "running") ?? containers[0];
  const hasEnded = container !== undefined && container.state !== "running" && container.state !== "created";
  return {
    name,
    state: container?.state ?? "absent",
    health: container?.health ?? null,
    exitCode: hasEnded ? container.exitCode : null,
    ports: ports.map(({ host, port, target }) => `${host || "0.0.0.0"}:${port}->${target}/tcp`),
    volumes: [...new Set(containers.flatMap(({ volumes }) => volumes))],
  };
}

function volumesOf({ services, volumes }: Project): readonly string[] {
  const mounted = services.flatMap(({ containers }) => containers.flatMap((container) => container.volumes));
  return [...new Set([...volumes, ...mounted])].sort();
}

async function connectionViews(
  served: readonly Served[],
  { session, signal }: DockerOptions,
): Promise<readonly DockerConnectionView[]> {
  const tests = session.connectionTests();
  try {
    const views: DockerConnectionView[] = [];
    for (const { server, service } of served) {
      const { connection, host, port } = server;
      const about = { name: connection, service: service.name, place: `${host}:${port}` };
      if (!service.containers.some(({ state }) => state === "running")) {
        const next = "`millrace docker up` starts it.";
        views.push({ ...about, answers: false, text: `${service.name} does not run`, next });
        continue;
      }
      const tried = await tryConnection(tests, connection, session.now, signal).catch((error: unknown) => {
        throw signal.aborted ? dockerCancelled() : error;
      });
      if (tried.answers) views.push({ ...about, answers: true, text: tried.found });
      else {
        const { message, next } = tried.error;
        views.push({ ...about, answers: false, text: message, ...(next !== undefined && { next }) });
      }
    }
    return views;
  } finally {
    await tests.close();
  }
}
