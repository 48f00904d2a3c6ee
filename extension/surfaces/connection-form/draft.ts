import type { Json, JsonObject } from "../../../protocol/json.ts";
import type { ConnectionDraft, DraftUse } from "../../../protocol/rpc/draft-connection.ts";
import type { SecretRef } from "../../../protocol/secret-ref.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import {
  type ConnectionAnswers,
  type FieldSpec,
  SECRET_SLOTS,
  type SecretSlot,
  type TypeSpec,
} from "../../../protocol/webview/connection.ts";
import { PROFILE_FIELD, SECRET_PATHS, TYPES } from "./fields.ts";
import { wordsOf } from "./words.ts";

/** The connection that the answers describe, mistakes included: only the runner judges. */
export function draftOf(answers: ConnectionAnswers): ConnectionDraft {
  const { type, fields } = answers;
  const settings: [readonly string[], Json][] = [];
  for (const spec of specOf(type).fields) {
    const value = settingOf(spec, fields[spec.id] ?? "");
    if (value !== undefined) settings.push([pathOf(spec.id), value]);
  }
  if (type === "s3") settings.push(...accessSettings(answers));
  for (const slot of slotsInUse(answers)) {
    const ref = refOf(answers, slot);
    if (ref !== undefined) settings.push([SECRET_PATHS[slot], ref]);
  }
  return { name: answers.name.trim(), config: nested([[["type"], type], ...settings]) };
}

/** The target that is to have it. Null: none. */
export function useOf({ use, target, newTarget, standsFor, type }: ConnectionAnswers): DraftUse | null {
  const as = standsFor.trim() || specOf(type).usualName;
  switch (use) {
    case "none":
      return null;
    case "known":
      return { target, isNew: false, as };
    case "new":
      return { target: newTarget.trim(), isNew: true, as };
    default:
      return assertNever(use);
  }
}

/** Secrets that the connection has as it is answered now. */
export function slotsInUse({ type, access }: ConnectionAnswers): readonly SecretSlot[] {
  const { secrets } = specOf(type);
  return secrets.filter((slot) => SECRET_PATHS[slot][0] !== "credentials" || access === "keys");
}

/** Those that the editor is to keep. */
export function editorSlots(answers: ConnectionAnswers): readonly SecretSlot[] {
  return slotsInUse(answers).filter((slot) => answers.secrets[slot].way === "editor");
}

/** By which name the file refers to a secret that the editor keeps: of the connection that it belongs to. */
export function editorName({ name, type }: ConnectionAnswers, slot: SecretSlot): string {
  return `${name.trim() || type}.${slot}`;
}

/** The variables that are named, by slot. */
export function variablesOf({ secrets }: ConnectionAnswers): Readonly<Partial<Record<SecretSlot, string>>> {
  const named = SECRET_SLOTS.filter((slot) => secrets[slot].way === "env" && secrets[slot].env.trim() !== "");
  return Object.fromEntries(named.map((slot) => [slot, secrets[slot].env.trim()]));
}

export function specOf(type: ConnectionAnswers["type"]): TypeSpec {
  const found = TYPES.find((spec) => spec.type === type);
  if (found === undefined) throw new Error(`There is no type ${type}.`);
  return found;
}

function refOf(answers: ConnectionAnswers, slot: SecretSlot): SecretRef | undefined {
  const { way, env, command, awsSecret, key, region, profile } = answers.secrets[slot];
  switch (way) {
    case "none":
      return undefined;
    case "editor":
      return { editor: editorName(answers, slot) };
    case "env":
      return { env: env.trim() };
    case "command":
      return { command: wordsOf(command) };
    case "awsSecret":
      return {
        awsSecret: awsSecret.trim(),
        ...given("key", key),
        ...given("region", region),
        ...given("profile", profile),
      };
    default:
      return assertNever(way);
  }
}

function accessSettings({ access, fields }: ConnectionAnswers): [readonly string[], Json][] {
  switch (access) {
    case "anonymous":
      return [[["anonymous"], true]];
    case "profile":
      return [[["profile"], (fields[PROFILE_FIELD] ?? "").trim()]];
    case "default":
    case "keys":
      return [];
    default:
      return assertNever(access);
  }
}

/** Undefined where the setting is left out. What is no number stays as typed, for the runner to say so. */
function settingOf({ kind }: FieldSpec, typed: string): Json | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  if (kind === "check") return text === "true" ? true : undefined;
  if (kind === "number") return /^-?\d+$/.test(text) ? Number(text) : text;
  if (kind !== "text" && (text === "true" || text === "false")) return text === "true";
  return text;
}

/** `s3:assumeRole.roleArn` */
function pathOf(id: string): readonly string[] {
  return id.slice(id.indexOf(":") + 1).split(".");
}

function nested(settings: readonly (readonly [readonly string[], Json])[]): JsonObject {
  const made: Record<string, Json> = {};
  for (const [[first = "", ...rest], value] of settings) {
    if (rest.length === 0) made[first] = value;
    else made[first] = { ...(made[first] as JsonObject | undefined), ...nested([[rest, value]]) };
  }
  return made;
}

function given<Name extends string>(name: Name, text: string): { readonly [key in Name]?: string } {
  return text.trim() === "" ? {} : ({ [name]: text.trim() } as { [key in Name]: string });
}
