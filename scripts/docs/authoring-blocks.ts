import { readFileSync } from "node:fs";
import path from "node:path";
import { type ZodType, z } from "zod";
import { CHECKS } from "../../runner/checks/registry.ts";
import { OPERATORS } from "../../runner/operators/registry.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { interfaceMembers, type Member } from "./interface-members.ts";
import { code, markdownTable } from "./markdown.ts";

const AUTHORING = "runner/dag/authoring";

/** Interfaces that are shown as they are, by the name of their block. */
const INTERFACES: Readonly<Record<string, string>> = {
  DagOptions: `${AUTHORING}/dag.ts`,
  DagDefaults: `${AUTHORING}/dag.ts`,
  ParamOptions: `${AUTHORING}/dag.ts`,
  GroupOptions: `${AUTHORING}/group.ts`,
  TaskOptions: `${AUTHORING}/task-options.ts`,
  TaskDefaults: `${AUTHORING}/task-options.ts`,
  CheckOptions: `${AUTHORING}/checks.ts`,
  CheckThresholds: `${AUTHORING}/checks.ts`,
  RowChange: "protocol/checks/row-count.ts",
  ExpectedColumn: "protocol/checks/columns.ts",
  CompareSide: "protocol/checks/compare.ts",
  SqlStatementParams: "protocol/checks/sql.ts",
  RunTaskParams: `${AUTHORING}/run-task.ts`,
  OperatorDefinition: `${AUTHORING}/define-operator.ts`,
  RunContext: `${AUTHORING}/task-context.ts`,
  QueryResult: `${AUTHORING}/task-context.ts`,
  RecordedRows: `${AUTHORING}/task-context.ts`,
};

/** Tables of what DAG files are written with: operators, checks, and the interfaces around them. */
export function authoringBlocks(): ReadonlyMap<string, () => string> {
  const blocks = new Map<string, () => string>();
  for (const [name, file] of Object.entries(INTERFACES))
    blocks.set(name, () => memberTable(interfaceMembers(read(file), name)));
  for (const { name, params } of OPERATORS)
    if (name !== "runTask") blocks.set(name, () => paramTable("operators", name, params));
  for (const { kind, params } of CHECKS) blocks.set(kind, () => paramTable("checks", kind, params));
  return blocks;
}

/** The protocol's interface, which must say what the schema accepts. */
function paramTable(folder: "operators" | "checks", name: string, schema: ZodType): string {
  const file = `protocol/${folder}/${kebab(name)}.ts`;
  const members = interfaceMembers(read(file), `${name[0]?.toUpperCase()}${name.slice(1)}Params`);
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" });
  const accepted = Object.keys(properties).map((key) => `${key}${required.includes(key) ? "" : "?"}`);
  const written = members.map((member) => `${member.name}${member.isOptional ? "?" : ""}`);
  if (accepted.toSorted().join() !== written.toSorted().join())
    throw new Error(`${file} has ${written.join(", ")}; the schema of ${name} takes ${accepted.join(", ")}.`);
  return memberTable(members);
}

function memberTable(members: readonly Member[]): string {
  return markdownTable(
    ["name", "type", ""],
    members.map(({ name, isOptional, type, doc }) => [
      isOptional ? code(name) : `**${code(name)}**`,
      code(type),
      doc,
    ]),
  );
}

function kebab(name: string): string {
  return name.replace(/[A-Z]|\d+/g, (part, at: number) =>
    at === 0 || /\d/.test(part) ? part : `-${part.toLowerCase()}`,
  );
}

function read(file: string): string {
  return readFileSync(path.join(packageRoot(), file), "utf8");
}
