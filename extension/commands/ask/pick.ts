import * as vscode from "vscode";
import type { AnswerMemory } from "../../answer-memory.ts";
import { type Keyed, orderChoices } from "./order-choices.ts";
import { plainItem } from "./plain-item.ts";

export interface Choice<T> extends vscode.QuickPickItem, Keyed {
  readonly value: T;
}

export interface Question {
  readonly title: string;
  readonly placeholder: string;
  /** Under which the answer is remembered; without it nothing is. */
  readonly topic?: string;
  /** The choice to begin with, before the last answer: what the cursor is at. */
  readonly offered?: string | undefined;
}

/** Asks for one of several. The offered one comes first, then the last answer. Undefined when the user gives up. */
export async function pickOne<T>(
  choices: readonly Choice<T>[],
  { title, placeholder, topic, offered }: Question,
  memory: AnswerMemory,
): Promise<T | undefined> {
  const last = topic === undefined ? undefined : memory.last(topic);
  const picked = await vscode.window.showQuickPick(orderChoices(choices, [offered, last]).map(plainItem), {
    title,
    placeHolder: placeholder,
    matchOnDescription: true,
    ignoreFocusOut: false,
  });
  if (picked === undefined) return undefined;
  if (topic !== undefined) memory.keep(topic, picked.key);
  return picked.value;
}
