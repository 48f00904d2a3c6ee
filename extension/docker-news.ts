import type * as vscode from "vscode";
import type { DockerView } from "../protocol/rpc/docker.ts";
import { createEmitter } from "./emitter.ts";

/** What somebody did last, in this window, with the Docker service behind a connection. */
export interface DockerNews {
  readonly done: "started" | "stopped";
  /** Of the compose file. */
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface DockerNewsStore {
  /** `folder` is the text of its URI; `view`: what Docker has now. */
  keep(folder: string, done: DockerNews["done"], view: DockerView, at: number): void;
  of(folder: string, connection: string): DockerNews | undefined;
  readonly onDidChange: vscode.Event<void>;
}

/** It says what was done and when, not what is: somebody may start and stop containers in a terminal too. */
export function createDockerNews(onError: (error: unknown) => void): DockerNewsStore {
  const news = new Map<string, DockerNews>();
  const changed = createEmitter<void>(onError);
  const keyOf = (folder: string, connection: string): string => JSON.stringify([folder, connection]);
  return {
    keep: (folder, done, { connections }, at) => {
      for (const { name, service } of connections) news.set(keyOf(folder, name), { done, service, at });
      changed.fire();
    },
    of: (folder, connection) => news.get(keyOf(folder, connection)),
    onDidChange: changed.event,
  };
}
