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
