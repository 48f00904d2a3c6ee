import { shutdown } from "../../../protocol/rpc/handshake.ts";
import { cancelRequest } from "../../../protocol/rpc/work.ts";
import { reloadWorkspace, selectTarget, workspaceView } from "../../../protocol/rpc/workspace.ts";
import type { HandlerGroup } from "../handler.ts";
import { handle } from "../handler.ts";

/** What is about the workspace and the daemon themselves. */
export function workspaceHandlers(): HandlerGroup {
  return {
    handlers: [
      handle(workspaceView, ({ daemon, state }) => daemon.view(state)),
      handle(selectTarget, ({ daemon, state }, { name }) => daemon.selectTarget(state, name)),
      handle(reloadWorkspace, async ({ daemon }) => {
        await daemon.reload();
        return null;
      }),
      handle(cancelRequest, ({ state }, { requestId }) => {
        state.requests.get(requestId)?.abort();
        return null;
      }),
      handle(shutdown, ({ daemon }, { force }) => {
        daemon.requestEnd(force);
        return null;
      }),
    ],
  };
}
