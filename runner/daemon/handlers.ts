import { catalogHandlers } from "./catalog/catalog-handlers.ts";
import { connectionHandlers } from "./catalog/connection-handlers.ts";
import { draftHandlers } from "./catalog/draft-handlers.ts";
import type { HandlerGroup } from "./handler.ts";
import { checkHandlers } from "./handlers/checks.ts";
import { dockerHandlers } from "./handlers/docker.ts";
import { graphHandlers } from "./handlers/graph.ts";
import { runHandlers } from "./handlers/runs.ts";
import { taskHandlers } from "./handlers/tasks.ts";
import { workHandlers } from "./handlers/work.ts";
import { workspaceHandlers } from "./handlers/workspace.ts";
import { sqlHandlers } from "./sql/sql-handlers.ts";

/** One line for each file of handlers. Made once for a daemon. */
export const HANDLER_GROUPS: readonly (() => HandlerGroup)[] = [
  workspaceHandlers,
  runHandlers,
  taskHandlers,
  checkHandlers,
  graphHandlers,
  workHandlers,
  sqlHandlers,
  catalogHandlers,
  connectionHandlers,
  dockerHandlers,
  draftHandlers,
];
