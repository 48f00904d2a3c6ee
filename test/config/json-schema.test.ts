import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { z } from "zod";
import { configFile, configJsonSchema } from "../../runner/config/config.ts";

/**
 * What editors make of the JSON Schema. There is no validator here beside zod's own, which reads the schema that
 * zod has written; what both leave out together, this does not find.
 */
const asEditorsReadIt = z.fromJSONSchema(configJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);

const connections = (one: unknown): unknown => ({ connections: { one } });
const target = (one: unknown): unknown => ({ targets: { one } });

const ACCEPTED: readonly unknown[] = [
  {},
  { $schema: "./.millrace/types/millrace.schema.json" },
  connections({ type: "embedded" }),
  connections({ type: "embedded", database: "prod-2", readOnly: true }),
  connections({ type: "files", path: "../data" }),
  connections({ type: "postgres" }),
  connections({ type: "postgres", url: "postgresql://me@db:5433/music?sslmode=require", readOnly: true }),
  connections({ type: "postgres", host: "db", port: 1, password: { env: "PW" }, sslmode: "verify-full" }),
  connections({ type: "postgres", password: { command: ["pass", "music"] }, statementTimeout: "1h" }),
  connections({ type: "postgres", password: { awsSecret: "music", key: "password" } }),
  connections({ type: "s3", bucket: "raw" }),
  connections({ type: "s3", bucket: "raw.2", prefix: "a/b/", region: "eu-central-1", anonymous: true }),
  connections({ type: "s3", bucket: "raw", endpoint: "http://127.0.0.1:9000", pathStyle: false }),
  connections({
    type: "s3",
    bucket: "raw",
    credentials: { accessKeyId: { env: "ID" }, secretAccessKey: { editor: "raw" } },
    assumeRole: { roleArn: "arn:aws:iam::1:role/r", durationSeconds: 900 },
  }),
  target({}),
  target({
    description: "",
    connections: { warehouse: "one", lake: "x" },
    production: true,
    readOnly: false,
  }),
  { target: "one" },
  { pools: { api: 2 }, parallelism: 1 },
  { loader: { timeout: "1.5s", memoryMb: 32 } },
  { loader: { timeout: "1m30s" } },
];

const REJECTED: readonly unknown[] = [
  connections({ type: "postgres", port: 0 }),
  connections({ type: "postgres", password: "hunter2" }),
  connections({ type: "postgres", password: { env: "A", editor: "b" } }),
  connections({ type: "postgres", password: { command: [] } }),
  connections({ type: "postgres", sslmode: "yes" }),
  connections({ type: "postgres", statementTimeout: "soon" }),
  connections({ type: "s3" }),
  connections({ type: "s3", bucket: "s3://raw" }),
  connections({ type: "s3", bucket: "raw", prefix: "/a" }),
  connections({ type: "s3", bucket: "raw", endpoint: "127.0.0.1" }),
  connections({ type: "s3", bucket: "raw", endpoint: "localhost:9000" }),
  connections({ type: "s3", bucket: "raw", endpoint: "http://me:secret@127.0.0.1:9000" }),
  connections({ type: "s3", bucket: "raw", credentials: { accessKeyId: { env: "ID" } } }),
  connections({ type: "s3", bucket: "raw", assumeRole: { roleArn: "r", durationSeconds: 60 } }),
  [],
  null,
  { conections: {} },
  { connections: [] },
  { connections: { "1": { type: "embedded" } } },
  { connections: { ["x".repeat(64)]: { type: "embedded" } } },
  connections({}),
  connections({ type: "redis" }),
  connections({ type: "embedded", path: "." }),
  connections({ type: "embedded", database: "" }),
  connections({ type: "embedded", database: "template0" }),
  connections({ type: "embedded", readOnly: "yes" }),
  connections({ type: "files" }),
  connections({ type: "files", path: "" }),
  { targets: { One: {} } },
  target({ conections: {} }),
  target({ connections: { warehouse: 1 } }),
  target({ connections: { "a b": "one" } }),
  target({ production: 1 }),
  { target: null },
  { pools: { api: 0 } },
  { pools: { "": 1 } },
  { parallelism: 1.5 },
  { loader: { timeout: "0s" } },
  { loader: { timeout: "5 seconds" } },
  { loader: { timeout: "" } },
  { loader: { memoryMb: 31 } },
];

describe("the JSON Schema of millrace.json", () => {
  for (const [documents, isValid] of [
    [ACCEPTED, true],
    [REJECTED, false],
  ] as const) {
    for (const document of documents) {
      test(`${isValid ? "accepts" : "rejects"} ${JSON.stringify(document)}, as the file's check does`, () => {
        assert.equal(configFile.safeParse(document).success, isValid);
        assert.equal(asEditorsReadIt.safeParse(document).success, isValid);
      });
    }
  }

  test("says of every setting what it is", () => {
    const undescribed = (schema: Schema, path: string): string[] => {
      const { properties = {}, additionalProperties, oneOf = [] } = schema;
      const entries = typeof additionalProperties === "object" ? [["*", additionalProperties] as const] : [];
      return [
        ...[...Object.entries(properties), ...entries].flatMap(([name, inner]) => [
          ...(inner.description !== undefined || PLAIN.has(name) ? [] : [`${path}.${name}`]),
          ...undescribed(inner, `${path}.${name}`),
        ]),
        ...oneOf.flatMap((inner) => undescribed(inner, path)),
      ];
    };
    assert.deepEqual(undescribed(configJsonSchema() as Schema, ""), []);
  });
});

/** They are described where they are, or by what they are in. */
const PLAIN: ReadonlySet<string> = new Set(["$schema", "type", "*"]);

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
}
