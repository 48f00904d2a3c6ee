import type { DockerView } from "../protocol/rpc/docker.ts";
import { createPerConnection, type PerConnection } from "./per-connection.ts";

/** What somebody did last, in this window, with the Docker service behind a connection. */
export interface DockerNews {
  readonly done: "started" | "stopped";
  /** Of the compose file. */
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface DockerNewsStore extends PerConnection<DockerNews> {
  /** `view`: what Docker has now. */
  keep(folder: string, done: DockerNews["done"], view: DockerView, at: number): void;
}

/** It says what was done and when, not what is: somebody may start and stop containers in a terminal too. */
export function createDockerNews(onError: (error: unknown) => void): DockerNewsStore {
  const news = createPerConnection<DockerNews>(onError);
  return {
    ...news,
    keep: (folder, done, { connections }, at) =>
      news.keep(
        folder,
        connections.map(({ name, service }) => [name, { done, service, at }]),
      ),
  };
}
