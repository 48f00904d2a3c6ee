import type { Compose } from "./compose.ts";

/** A port of a container that this machine's programs get to. */
export interface PublishedPort {
  /** The address of this machine that it is published on; empty or 0.0.0.0: all. */
  readonly host: string;
  readonly port: number;
  readonly target: number;
}

/** What the compose file says, with its variables filled. */
export interface ComposeModel {
  /** Undefined: docker-compose 1 does not tell it. */
  readonly project: string | undefined;
  readonly services: readonly { readonly name: string; readonly ports: readonly PublishedPort[] }[];
}

interface ConfigJson {
  readonly name?: string;
  readonly services?: Readonly<
    Record<
      string,
      {
        readonly ports?: readonly {
          readonly host_ip?: string;
          readonly published?: string | number;
          readonly target?: number;
          readonly protocol?: string;
        }[];
      }
    >
  >;
}

/** Docker need not run for this. Throws a UserError for a file with mistakes. */
export async function readModel(compose: Compose): Promise<ComposeModel> {
  if (compose.isOld) {
    const names = (await compose.compose(["config", "--services"])).split("\n").filter((line) => line !== "");
    return { project: undefined, services: names.map((name) => ({ name, ports: [] })) };
  }
  // Only names and ports of it are kept: there are passwords in it.
  const { name, services = {} } = JSON.parse(
    await compose.compose(["config", "--format", "json"]),
  ) as ConfigJson;
  return {
    project: name,
    services: Object.entries(services).map(([service, { ports = [] }]) => ({
      name: service,
      ports: ports.flatMap(({ host_ip: host = "", published, target = 0, protocol = "tcp" }) => {
        const port = Number(published);
        return protocol === "tcp" && port > 0 ? [{ host, port, target }] : [];
      }),
    })),
  };
}
