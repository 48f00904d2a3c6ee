import {
  CONNECTION_TYPES,
  type ConnectionAnswers,
  S3_ACCESSES,
  SECRET_SLOTS,
  SECRET_WAYS,
  type SecretAnswer,
  type SecretSlot,
  TARGET_USES,
} from "../../../protocol/webview/connection.ts";

const NO_SECRET: SecretAnswer = {
  way: "none",
  env: "",
  command: "",
  awsSecret: "",
  key: "",
  region: "",
  profile: "",
};

/** What a form begins with. */
export const FIRST_ANSWERS: ConnectionAnswers = {
  type: "postgres",
  name: "",
  fields: {},
  access: "default",
  secrets: {
    password: { ...NO_SECRET, way: "editor" },
    accessKeyId: { ...NO_SECRET, way: "editor" },
    secretAccessKey: { ...NO_SECRET, way: "editor" },
    sessionToken: NO_SECRET,
    externalId: NO_SECRET,
  },
  use: "none",
  target: "",
  newTarget: "",
  standsFor: "",
};

/** What a page kept, of this version or of an older one. Undefined when it is something else. */
export function readAnswers(kept: unknown): ConnectionAnswers | undefined {
  if (!isRecord(kept)) return undefined;
  const { type, name, fields, access, secrets, use, target, newTarget, standsFor } = kept;
  if (!isText(name) || !isText(target) || !isText(newTarget) || !isText(standsFor)) return undefined;
  if (!among(CONNECTION_TYPES, type) || !among(S3_ACCESSES, access) || !among(TARGET_USES, use))
    return undefined;
  if (!isRecord(fields) || !isRecord(secrets)) return undefined;
  const texts = Object.entries(fields).filter((entry): entry is [string, string] => isText(entry[1]));
  const read = Object.fromEntries(
    SECRET_SLOTS.map((slot) => [slot, readSecret(secrets[slot], FIRST_ANSWERS.secrets[slot])]),
  ) as Record<SecretSlot, SecretAnswer>;
  return {
    type,
    name,
    fields: Object.fromEntries(texts),
    access,
    secrets: read,
    use,
    target,
    newTarget,
    standsFor,
  };
}

function readSecret(kept: unknown, first: SecretAnswer): SecretAnswer {
  if (!isRecord(kept) || !among(SECRET_WAYS, kept["way"])) return first;
  const text = (key: keyof SecretAnswer): string => (isText(kept[key]) ? kept[key] : "");
  return {
    way: kept["way"],
    env: text("env"),
    command: text("command"),
    awsSecret: text("awsSecret"),
    key: text("key"),
    region: text("region"),
    profile: text("profile"),
  };
}

const isText = (value: unknown): value is string => typeof value === "string";

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function among<T extends string>(known: readonly T[], one: unknown): one is T {
  return known.some((item) => item === one);
}
