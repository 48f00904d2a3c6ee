import * as vscode from "vscode";
import type { ParamSpec } from "../../../protocol/dag.ts";
import type { Json, JsonObject } from "../../../protocol/json.ts";
import type { DagView } from "../../../protocol/rpc/workspace.ts";
import { promptText } from "../../text/prompt-text.ts";
import { paramText, paramValue } from "./param-value.ts";
import { plainItem } from "./plain-item.ts";

/** Parameters of a run that are not the defaults. A DAG without parameters is not asked about. */
export async function askParams({ spec }: DagView, title: string): Promise<JsonObject | undefined> {
  const names = Object.keys(spec.params);
  if (names.length === 0) return {};
  const values: Record<string, Json> = {};
  for (;;) {
    const picked = await vscode.window.showQuickPick(
      [
        {
          label: "Run",
          description: "with these parameters",
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
    if (name === undefined || param === undefined) return values;
    const value = await askValue(name, param, values[name] ?? param.default, title);
    if (value !== undefined) values[name] = value;
  }
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
