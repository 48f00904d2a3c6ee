import type { Compose } from "./compose.ts";
import type { ComposeModel, PublishedPort } from "./compose-model.ts";
import { readModel } from "./compose-model.ts";
import type { Container } from "./containers.ts";
import { readContainers } from "./containers.ts";

/** A service of the compose file, with its containers: one, unless somebody has scaled it. */
export interface Service {
  readonly name: string;
  readonly ports: readonly PublishedPort[];
  readonly containers: readonly Container[];
}

export interface Project {
  readonly name: string | undefined;
  readonly services: readonly Service[];
  /** All that Docker keeps for the project, mounted or not. */
  readonly volumes: readonly string[];
}

/** Compose marks what belongs to a project with this. */
const PROJECT_LABEL = "com.docker.compose.project";

/** The compose file beside what Docker has of it now. */
export async function readProject(compose: Compose): Promise<Project> {
  const model = await readModel(compose);
  const containers = await readContainers(compose);
  const name = model.project ?? containers[0]?.project;
  return { name, services: services(model, containers), volumes: await volumesOf(compose, name) };
}

function services(model: ComposeModel, containers: readonly Container[]): readonly Service[] {
  return model.services.map(({ name, ports }) => {
    const own = containers.filter(({ service }) => service === name);
    // A container that is there has what the file said when it was made.
    return {
      name,
      ports: own.length > 0 ? own.flatMap((container) => container.ports) : ports,
      containers: own,
    };
  });
}

async function volumesOf(compose: Compose, project: string | undefined): Promise<readonly string[]> {
  if (project === undefined) return [];
  const filter = `label=${PROJECT_LABEL}=${project}`;
  const { stdout } = await compose.docker(["volume", "ls", "--quiet", "--filter", filter]);
  return stdout.split("\n").flatMap((line) => line.trim() || []);
}
