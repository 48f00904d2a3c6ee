import * as vscode from "vscode";
import type { DockerView } from "../../protocol/rpc/docker.ts";
import {
  dockerDown as dockerDownRequest,
  dockerProgress,
  dockerUp as dockerUpRequest,
} from "../../protocol/rpc/docker.ts";
import type { DockerNews } from "../docker-news.ts";
import type { RunnerClient } from "../runner-client.ts";
import type { Services } from "../services.ts";
import type { CommandSubject } from "../subject.ts";
import { messageText } from "../text/message-text.ts";
import { askFolder } from "./ask/ask-folder.ts";
import type { Command } from "./command.ts";
import { cancellable } from "./work/cancellable.ts";
import { dockerText } from "./work/docker-text.ts";

interface Work {
  readonly title: string;
  readonly done: DockerNews["done"];
}

const STARTING: Work = { title: "Starting Docker Postgres", done: "started" };
const STOPPING: Work = { title: "Stopping Docker Postgres", done: "stopped" };

/** Starts what the folder's compose file has, and waits until its servers accept sessions. */
export const dockerUp: Command = {
  id: "millrace.dockerUp",
  async run(services, subject) {
    const view = await docker(services, subject, STARTING, (client, requestId) =>
      client.request(dockerUpRequest, { requestId }),
    );
    if (view !== undefined) void vscode.window.showInformationMessage(messageText(dockerText(view)));
    return view;
  },
};

/** Its data stay: to remove them too is the command line's, which asks. */
export const dockerDown: Command = {
  id: "millrace.dockerDown",
  async run(services, subject) {
    const view = await docker(services, subject, STOPPING, (client, requestId) =>
      client.request(dockerDownRequest, { requestId, removeVolumes: false }),
    );
    if (view !== undefined)
      void vscode.window.showInformationMessage(
        "Docker Postgres is stopped. Its data are kept in its volume.",
      );
    return view;
  },
};

async function docker(
  services: Services,
  subject: CommandSubject,
  { title, done }: Work,
  ask: (client: RunnerClient, requestId: string) => Promise<DockerView>,
): Promise<DockerView | undefined> {
  const model = await askFolder(services, subject);
  if (model === undefined) return undefined;
  const client = await model.client();
  const view = await cancellable(client, title, async (requestId, report) => {
    const listening = client.on(dockerProgress, ({ requestId: of, line }) => {
      if (of === requestId) report(line);
    });
    try {
      return await ask(client, requestId);
    } finally {
      listening.dispose();
    }
  });
  if (view !== undefined) {
    services.dockerNews.keep(model.folder.uri.toString(), done, view, Date.now());
    // What the tree found before was of a server that was off, or that is off now.
    services.trees.refresh();
  }
  return view;
}
