import { rpcNotification, rpcRequest } from "./message.ts";

/** A service of the workspace's compose file, with its container if it has one. */
export interface DockerServiceView {
  readonly name: string;
  /** Docker's word for the container: running, exited, created, paused, restarting, dead. Absent: there is none. */
  readonly state: string;
  /** Null: it has no health check, or does not run. */
  readonly health: "healthy" | "unhealthy" | "starting" | null;
  /** Of a container that has ended. */
  readonly exitCode: number | null;
  /** What is published, as `127.0.0.1:8001->5432/tcp`. */
  readonly ports: readonly string[];
  /** Names of its volumes. */
  readonly volumes: readonly string[];
}

/** A connection of `millrace.json` that points to a published port of a service. */
export interface DockerConnectionView {
  readonly name: string;
  readonly service: string;
  /** `localhost:8001` */
  readonly place: string;
  /** Whether a session could be opened. */
  readonly answers: boolean;
  /** The server's version; what is wrong where it does not answer. */
  readonly text: string;
  readonly next?: string;
}

export interface DockerView {
  /** Relative to the workspace. */
  readonly composeFile: string;
  /** Compose's name for what belongs together; null where only an old docker-compose knows it. */
  readonly project: string | null;
  readonly services: readonly DockerServiceView[];
  /** All of the project's volumes, those without a container among them: they hold the data. */
  readonly volumes: readonly string[];
  readonly connections: readonly DockerConnectionView[];
}

/** Starts the compose file's services, and comes back when their connections accept sessions. `cancelRequest` stops the waiting. */
export const dockerUp = rpcRequest<
  {
    readonly requestId: string;
    /** Longest wait once the containers are started. Default 60,000. */
    readonly waitMilliseconds?: number;
  },
  DockerView
>("docker/up");

/** Stops the services and removes their containers. The data stay, unless `removeVolumes`: ask before. */
export const dockerDown = rpcRequest<
  { readonly requestId: string; readonly removeVolumes: boolean },
  DockerView
>("docker/down");

/** What is there. Changes nothing. */
export const dockerStatus = rpcRequest<{ readonly requestId: string }, DockerView>("docker/status");

/** What `dockerUp` and `dockerDown` do now, a line at a time: compose's own lines, and what is waited for. */
export const dockerProgress = rpcNotification<{ readonly requestId: string; readonly line: string }>(
  "docker/progress",
);
