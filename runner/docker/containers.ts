import type { Compose } from "./compose.ts";
import type { PublishedPort } from "./compose-model.ts";

/** A container of the compose file's project, as Docker has it. */
export interface Container {
  readonly id: string;
  readonly service: string;
  readonly project: string;
  /** running, exited, created, paused, restarting, removing, dead. */
  readonly state: string;
  readonly health: "healthy" | "unhealthy" | "starting" | undefined;
  readonly exitCode: number;
  readonly ports: readonly PublishedPort[];
  /** Names of the volumes that are mounted in it. */
  readonly volumes: readonly string[];
}

interface InspectJson {
  readonly Id: string;
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: { readonly Labels?: Readonly<Record<string, string>> };
  readonly HostConfig: {
    readonly PortBindings?: Readonly<
      Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null>
    > | null;
  };
  readonly Mounts?: readonly { readonly Type: string; readonly Name?: string }[];
}

/** All containers of the project, those that do not run among them. */
export async function readContainers(compose: Compose): Promise<readonly Container[]> {
  const listed = await compose.compose(["ps", "--all", "--quiet"]);
  const ids = listed.split("\n").flatMap((line) => line.trim() || []);
  if (ids.length === 0) return [];
  const { stdout } = await compose.docker(["inspect", "--type", "container", ...ids]);
  return (JSON.parse(stdout) as readonly InspectJson[]).map(readContainer);
}

/** The last lines that a container has printed. Empty when Docker has none. */
export async function lastLines(
  compose: Compose,
  { id }: Container,
  count: number,
): Promise<readonly string[]> {
  const { stdout, stderr } = await compose.docker(["logs", "--tail", String(count), id]);
  return `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
}

function readContainer({ Id, State, Config, HostConfig, Mounts = [] }: InspectJson): Container {
  const labels = Config.Labels ?? {};
  const health = State.Health?.Status;
  const isKnown = health === "healthy" || health === "unhealthy" || health === "starting";
  return {
    id: Id,
    service: labels["com.docker.compose.service"] ?? Id.slice(0, 12),
    project: labels["com.docker.compose.project"] ?? "",
    state: State.Status,
    health: isKnown && State.Status === "running" ? health : undefined,
    exitCode: State.ExitCode,
    ports: Object.entries(HostConfig.PortBindings ?? {}).flatMap(([target, bindings]) =>
      (bindings ?? []).flatMap(({ HostIp: host = "", HostPort }) => {
        const port = Number(HostPort);
        return target.endsWith("/tcp") && port > 0
          ? [{ host, port, target: Number.parseInt(target, 10) }]
          : [];
      }),
    ),
    volumes: Mounts.flatMap(({ Type, Name }) => (Type === "volume" && Name !== undefined ? [Name] : [])),
  };
}
