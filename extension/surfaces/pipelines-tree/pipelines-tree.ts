import { VIEW_IDS } from "../../contributions/views.ts";
import { registerTree } from "../../trees/register-tree.ts";
import { viewsOf } from "../../trees/views-of.ts";
import type { Surface } from "../surface.ts";
import { pipelineRows } from "./pipeline-rows.ts";
import { pipelinesBadge } from "./pipelines-badge.ts";

export const pipelinesTree: Surface = {
  name: "pipelines tree",
  register: (services) =>
    registerTree<never>(services, VIEW_IDS.pipelines, {
      list: ({ view }, now) => ({ rows: view === undefined ? [] : pipelineRows(view, now) }),
      badge: (workspaces) => pipelinesBadge(viewsOf(workspaces)),
    }),
};
