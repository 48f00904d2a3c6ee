import type { DraftCheck } from "../../../protocol/rpc/draft-connection.ts";
import {
  type ConnectionAnswers,
  type ConnectionProblems,
  SECRET_SLOTS,
  type SecretSlot,
  type SecretState,
  type TypedSecrets,
} from "../../../protocol/webview/connection.ts";
import type { FolderSecrets } from "../../secrets/folder-secrets.ts";
import { editorName, editorSlots, variablesOf } from "./draft.ts";

/** What is known of each secret's reference. */
export async function secretStates(
  answers: ConnectionAnswers,
  { variables }: DraftCheck,
  secrets: FolderSecrets,
): Promise<Readonly<Record<SecretSlot, SecretState>>> {
  const named = variablesOf(answers);
  const isShortLived = await secrets.areShortLived();
  const states = SECRET_SLOTS.map(async (slot) => {
    const variable = named[slot];
    const state: SecretState = {
      editorName: editorName(answers, slot),
      isKept: await isKept(editorName(answers, slot), secrets),
      isShortLived,
      hasVariable: variable === undefined ? null : variables[variable] === true,
    };
    return [slot, state] as const;
  });
  return Object.fromEntries(await Promise.all(states)) as Record<SecretSlot, SecretState>;
}

/** What was typed; what the editor keeps where nothing was. By the names that the draft has. */
export async function givenSecrets(
  answers: ConnectionAnswers,
  typed: TypedSecrets,
  secrets: FolderSecrets,
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const slot of editorSlots(answers)) {
    const name = editorName(answers, slot);
    const secret = typed[slot] || (await secrets.get(name));
    if (secret !== undefined) found[name] = secret;
  }
  return found;
}

export async function missingSecrets(
  answers: ConnectionAnswers,
  typed: TypedSecrets,
  secrets: FolderSecrets,
): Promise<ConnectionProblems> {
  const missing: Partial<Record<`secret:${SecretSlot}`, string>> = {};
  for (const slot of editorSlots(answers)) {
    if ((typed[slot] ?? "") !== "" || (await isKept(editorName(answers, slot), secrets))) continue;
    missing[`secret:${slot}`] = "Type it, or choose another way to give it.";
  }
  return missing;
}

/** A storage that fails keeps nothing: what is wrong with it is told when something is to be kept. */
async function isKept(name: string, secrets: FolderSecrets): Promise<boolean> {
  return (await secrets.get(name).catch(() => undefined)) !== undefined;
}
