import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { FIRST_ANSWERS, readAnswers } from "../../../extension/surfaces/connection-form/answers.ts";
import { draftOf, useOf } from "../../../extension/surfaces/connection-form/draft.ts";
import { fieldProblems, testProblems } from "../../../extension/surfaces/connection-form/field-problems.ts";
import { SECRET_PATHS, TYPES } from "../../../extension/surfaces/connection-form/fields.ts";
import { pathSetting } from "../../../extension/surfaces/connection-form/path-setting.ts";
import { wordsOf } from "../../../extension/surfaces/connection-form/words.ts";
import type { ConnectionAnswers, SecretAnswer } from "../../../protocol/webview/connection.ts";
import { configJsonSchema } from "../../../runner/config/config.ts";
import { SSL_MODES } from "../../../runner/config/postgres-config.ts";

const secret = (more: Partial<SecretAnswer>): SecretAnswer => ({
  ...FIRST_ANSWERS.secrets.sessionToken,
  ...more,
});

const answers = (more: Partial<ConnectionAnswers>): ConnectionAnswers => ({ ...FIRST_ANSWERS, ...more });
const withPassword = (more: Partial<SecretAnswer>): ConnectionAnswers =>
  answers({ name: "prod", secrets: { ...FIRST_ANSWERS.secrets, password: secret(more) } });

describe("answers become a connection", () => {
  it("with the settings that were filled in, in their types", () => {
    const fields = {
      "postgres:host": " db ",
      "postgres:port": "5433",
      "postgres:readOnly": "true",
      "postgres:user": "",
      // Of another type, which somebody looked at before.
      "s3:bucket": "raw",
    };
    assert.deepEqual(draftOf(answers({ name: " prod ", fields })), {
      name: "prod",
      config: {
        type: "postgres",
        host: "db",
        port: 5433,
        readOnly: true,
        password: { editor: "prod.password" },
      },
    });
  });

  it("with what is no number as it was typed, for the runner to refuse", () => {
    assert.equal(draftOf(answers({ fields: { "postgres:port": "54x" } })).config["port"], "54x");
  });

  it("with a reference for each way to give a secret", () => {
    const password = (more: Partial<SecretAnswer>) => draftOf(withPassword(more)).config["password"];
    assert.equal(password({ way: "none" }), undefined);
    assert.deepEqual(password({ way: "env", env: " PW " }), { env: "PW" });
    assert.deepEqual(password({ way: "command", command: `pass show 'my warehouse'` }), {
      command: ["pass", "show", "my warehouse"],
    });
    assert.deepEqual(password({ way: "awsSecret", awsSecret: "db", key: "password", region: "" }), {
      awsSecret: "db",
      key: "password",
    });
  });

  it("with the access that was chosen for a bucket", () => {
    const s3 = (more: Partial<ConnectionAnswers>) =>
      draftOf(answers({ type: "s3", name: "raw", ...more, fields: { "s3:bucket": "b", ...more.fields } }))
        .config;
    assert.deepEqual(s3({}), { type: "s3", bucket: "b" });
    assert.deepEqual(s3({ access: "anonymous" }), { type: "s3", bucket: "b", anonymous: true });
    assert.deepEqual(s3({ access: "profile", fields: { "s3:profile": "me" } }), {
      type: "s3",
      bucket: "b",
      profile: "me",
    });
    assert.deepEqual(s3({ access: "keys", fields: { "s3:pathStyle": "false" } }), {
      type: "s3",
      bucket: "b",
      pathStyle: false,
      credentials: {
        accessKeyId: { editor: "raw.accessKeyId" },
        secretAccessKey: { editor: "raw.secretAccessKey" },
      },
    });
    assert.deepEqual(
      s3({ fields: { "s3:assumeRole.roleArn": "arn", "s3:assumeRole.durationSeconds": "900" } }),
      {
        type: "s3",
        bucket: "b",
        assumeRole: { roleArn: "arn", durationSeconds: 900 },
      },
    );
  });

  it("with the target that is to have it", () => {
    assert.equal(useOf(answers({})), null);
    assert.deepEqual(useOf(answers({ use: "known", target: "dev" })), {
      target: "dev",
      isNew: false,
      as: "warehouse",
    });
    assert.deepEqual(useOf(answers({ type: "s3", use: "new", newTarget: "prod", standsFor: "raw" })), {
      target: "prod",
      isNew: true,
      as: "raw",
    });
  });
});

/** The paths of a JSON Schema's settings, objects and secrets entered. */
function paths(schema: Readonly<Record<string, unknown>>): readonly string[] {
  const properties = (schema["properties"] ?? {}) as Readonly<
    Record<string, Readonly<Record<string, unknown>>>
  >;
  return Object.entries(properties).flatMap(([name, inner]) =>
    inner["type"] === "object" ? paths(inner).map((path) => `${name}.${path}`) : [name],
  );
}

describe("the form's fields", () => {
  const schema = configJsonSchema() as never as {
    properties: { connections: { additionalProperties: { anyOf?: unknown[]; oneOf?: unknown[] } } };
  };
  const { anyOf, oneOf } = schema.properties.connections.additionalProperties;
  const branches = (anyOf ?? oneOf ?? []) as Readonly<Record<string, unknown>>[];

  for (const { type, fields, secrets } of TYPES) {
    it(`are all settings of ${type}`, () => {
      const branch = branches.find(
        ({ properties }) => (properties as { type: { const: string } }).type.const === type,
      );
      assert.ok(branch);
      const access = type === "s3" ? ["anonymous", "profile"] : [];
      const known = [
        "type",
        ...access,
        ...fields.map(({ id }) => id.slice(type.length + 1)),
        ...secrets.map((slot) => SECRET_PATHS[slot].join(".")),
      ];
      assert.deepEqual(known.toSorted(), paths(branch).toSorted());
    });
  }

  it("have every TLS mode", () => {
    const tls = TYPES.flatMap(({ fields }) => fields).find(({ id }) => id === "postgres:sslmode");
    assert.ok(tls !== undefined && typeof tls.kind !== "string");
    const offered = tls.kind.map(({ value }) => (value === "" ? "prefer" : value));
    assert.deepEqual(offered.toSorted(), [...SSL_MODES].toSorted());
  });
});

it("problems are shown at the fields that they are about", () => {
  const config = (...path: string[]) => ({ at: "config" as const, path, text: path.join(".") });
  const s3 = answers({ type: "s3" });
  assert.deepEqual(
    fieldProblems(
      [
        { at: "name", text: "name" },
        { at: "file", text: "file" },
        config("bucket"),
        config("anonymous"),
        config("profile"),
        config("credentials", "accessKeyId", "env"),
        config("assumeRole", "roleArn"),
        config("assumeRole", "externalId"),
        config("what"),
      ],
      s3,
    ),
    {
      name: "name",
      form: "file",
      "s3:bucket": "bucket",
      access: "anonymous",
      "s3:profile": "profile",
      "secret:accessKeyId": "credentials.accessKeyId.env",
      "s3:assumeRole.roleArn": "assumeRole.roleArn",
      "secret:externalId": "assumeRole.externalId",
    },
  );
  assert.deepEqual(fieldProblems([{ at: "target", text: "t" }], answers({ use: "new" })), { newTarget: "t" });
});

it("what a test found wrong is shown at the field that was filled in for it", () => {
  const found = (setting: readonly string[], given: Partial<ConnectionAnswers>) =>
    Object.keys(
      testProblems([{ step: "x", outcome: "failed", text: "no", setting, milliseconds: 1 }], answers(given)),
    );
  assert.deepEqual(found(["password"], {}), ["secret:password"]);
  assert.deepEqual(found(["host"], {}), ["postgres:host"]);
  assert.deepEqual(found(["host"], { fields: { "postgres:url": "postgresql://db" } }), ["postgres:url"]);
  assert.deepEqual(found(["database"], { fields: { "postgres:service": "music" } }), ["postgres:service"]);
  const both = { "postgres:database": "music", "postgres:url": "postgresql://db" };
  assert.deepEqual(found(["database"], { fields: both }), ["postgres:database"]);
  const secretKey = ["credentials", "secretAccessKey"];
  assert.deepEqual(found(secretKey, { type: "s3", access: "keys" }), ["secret:secretAccessKey"]);
  assert.deepEqual(found(secretKey, { type: "s3", access: "profile" }), ["access"]);
  assert.deepEqual(found(["credentials"], { type: "s3" }), ["access"]);
  assert.deepEqual(found(["region"], { type: "s3" }), ["s3:region"]);
  const ok = { step: "x", outcome: "ok", text: "fine", milliseconds: 1 } as const;
  assert.deepEqual(testProblems([ok, { ...ok, outcome: "failed" }], answers({})), {});
});

it("a path is as millrace.json has it", () => {
  assert.equal(pathSetting("/shop", "/shop/certs/ca.pem", path.posix), "certs/ca.pem");
  assert.equal(pathSetting("/shop", "/shop", path.posix), ".");
  assert.equal(pathSetting("/shop", "/shop/..data", path.posix), "..data");
  assert.equal(pathSetting("/shop", "/shopshop/ca.pem", path.posix), "/shopshop/ca.pem");
  assert.equal(pathSetting("/shop", "/etc/ca.pem", path.posix), "/etc/ca.pem");
  assert.equal(pathSetting("C:\\work", "C:\\work\\certs\\ca.pem", path.win32), "certs/ca.pem");
  assert.equal(pathSetting("C:\\work", "D:\\ca.pem", path.win32), "D:\\ca.pem");
});

it("a command's words are parted by blanks that are not in quotes", () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["", []],
    ["pass  show x", ["pass", "show", "x"]],
    [`op read "op://a b/c"`, ["op", "read", "op://a b/c"]],
    [`a'b c'd ""`, ["ab cd", ""]],
    [String.raw`C:\tools\get.exe --x`, [String.raw`C:\tools\get.exe`, "--x"]],
    [`open "end`, ["open", "end"]],
  ];
  for (const [text, words] of table) assert.deepEqual(wordsOf(text), words, text);
});

it("kept answers are read back, and others are none", () => {
  const kept = answers({ name: "prod", fields: { "postgres:host": "db" } });
  assert.deepEqual(readAnswers(structuredClone(kept)), kept);
  for (const other of [undefined, null, "x", {}, { ...kept, type: "oracle" }, { ...kept, fields: 1 }])
    assert.equal(readAnswers(other), undefined);
});
