import type { DockerView } from "../../../protocol/rpc/docker.ts";
import { dockerDown, dockerProgress, dockerStatus, dockerUp } from "../../../protocol/rpc/docker.ts";
import type { DockerOptions } from "../../docker/docker.ts";
import * as docker from "../../docker/docker.ts";
import type { HandlerContext, HandlerGroup } from "../handler.ts";
import { handle } from "../handler.ts";

/** The servers of the workspace's compose file. */
export function dockerHandlers(): HandlerGroup {
  return {
    handlers: [
      handle(dockerUp, (context, { requestId, waitMilliseconds }) =>
        docker.dockerUp(optionsOf(context, requestId), waitMilliseconds),
      ),
      handle(dockerDown, (context, { requestId, removeVolumes }) =>
        docker.dockerDown(optionsOf(context, requestId), { removeVolumes }),
      ),
      handle(
        dockerStatus,
        (context, { requestId }): Promise<DockerView> => docker.dockerStatus(optionsOf(context, requestId)),
      ),
    ],
  };
}

function optionsOf({ session, client, signal }: HandlerContext, requestId: string): DockerOptions {
  const onLine = (line: string): void => client.notify(dockerProgress, { requestId, line });
  return { session, env: process.env, signal, onLine };
}
