import type { Config } from "../config/config.ts";
import type { LocalServer } from "./local-server.ts";
import { localServers, reaches } from "./local-server.ts";
import type { Project, Service } from "./services.ts";

/** A connection of `millrace.json`, and the service whose port it goes to. */
export interface Served {
  readonly server: LocalServer;
  readonly service: Service;
}

export function servedConnections(project: Project, config: Config): readonly Served[] {
  return localServers(config).flatMap((server) => {
    const service = project.services.find(({ ports }) => ports.some((port) => reaches(server, port)));
    return service === undefined ? [] : [{ server, service }];
  });
}
