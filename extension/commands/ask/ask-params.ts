import * as vscode from "vscode";
import type { ParamSpec } from "../../../protocol/dag.ts";
import type { Json, JsonObject } from "../../../protocol/json.ts";
import type { DagView } from "../../../protocol/rpc/workspace.ts";
import type { Services } from "../../services.ts";
import type { CommandSubject } from "../../subject.ts";
import { promptText } from "../../text/prompt-text.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { paramText, paramValue, rememberedParams } from "./param-value.ts";
import { plainItem } from "./plain-item.ts";

/**
 * Parameters of a run that are not the defaults: the given ones, or those that are asked for, beginning with the last
 * answer. A DAG without parameters is not asked about.
 */
export async function askParams(
  { memory }: Services,
  model: WorkspaceModel,
  { spec }: DagView,
  subject: CommandSubject,
  title: string,
): Promise<JsonObject | undefined> {
  if (subject.params !== undefined) return subject.params;
  if (Object.keys(spec.params).length === 0) return {};
  const topic = `params ${model.folder.uri.toString()} ${spec.id}`;
  const values: Record<string, Json> = rememberedParams(spec.params, memory.last(topic));
  for (;;) {
    const picked = await vscode.window.showQuickPick(
      [
        {
          label: "Run",
          description: paramsText(values),
          iconPath: new vscode.ThemeIcon("run"),
          name: undefined,
        },
        ...Object.entries(spec.params).map(([name, param]) =>
          plainItem({
            label: name,
            description: paramText(values[name] ?? param.default),
            ...(param.description !== undefined && { detail: param.description }),
            name,
          }),
        ),
      ],
      { title, placeHolder: "Run, or choose a parameter to change" },
    );
    if (picked === undefined) return undefined;
    const { name } = picked;
    const param = name === undefined ? undefined : spec.params[name];
    if (name === undefined || param === undefined) {
      memory.keep(topic, JSON.stringify(values));
      return values;
    }
    const value = await askValue(name, param, values[name] ?? param.default, title);
    if (value === undefined) continue;
    // What is the default today may be another one tomorrow.
    if (JSON.stringify(value) === JSON.stringify(param.default)) delete values[name];
    else values[name] = value;
  }
}

/** `with country = "DE"` */
function paramsText(values: JsonObject): string {
  const parts = Object.entries(values).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return parts.length === 0 ? "with the defaults" : `with ${parts.join(", ")}`;
}

async function askValue(name: string, param: ParamSpec, now: Json, title: string): Promise<Json | undefined> {
  const choices = param.choices ?? (param.type === "boolean" ? [true, false] : undefined);
  if (choices !== undefined) {
    const items = choices.map((value) => plainItem({ label: paramText(value), value }));
    return (await vscode.window.showQuickPick(items, { title, placeHolder: name }))?.value;
  }
  const text = await vscode.window.showInputBox({
    title,
    prompt: promptText(`${name} (${param.type})`),
    value: paramText(now),
    validateInput: (given) =>
      paramValue(param.type, given) === undefined
        ? promptText(`${name} is of type ${param.type}.`)
        : undefined,
  });
  return text === undefined ? undefined : paramValue(param.type, text);
}
