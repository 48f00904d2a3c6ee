import type { ExtensionApi } from "../../../extension/main.ts";
import type { WorkspaceModel } from "../../../extension/workspaces.ts";
import { until } from "../../vscode/until.ts";
import { extension } from "./extension.ts";

export async function millraceApi(): Promise<ExtensionApi> {
  return (await extension().activate()) as ExtensionApi;
}

/** The model of the window's only folder, with what its runner has told. */
export async function readyModel(): Promise<WorkspaceModel> {
  const { workspaces } = await millraceApi();
  return until("the folder's runner has given a view", () => {
    const [model] = workspaces.all;
    if (model?.state.kind === "broken") throw new Error(`${model.state.message} ${model.state.next}`);
    return model?.state.kind === "ready" && model.view !== undefined ? model : undefined;
  });
}
