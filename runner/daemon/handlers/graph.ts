import { dagMermaid } from "../../../protocol/rpc/runs.ts";
import { dagToMermaid } from "../../core/mermaid.ts";
import type { HandlerGroup } from "../handler.ts";
import { handle } from "../handler.ts";

/** Graphs as text. */
export function graphHandlers(): HandlerGroup {
  return {
    handlers: [
      handle(dagMermaid, async ({ session }, { dagId, direction }) => ({
        text: dagToMermaid(await session.dag(dagId), direction),
      })),
    ],
  };
}
