import type { ExpectedColumn } from "../../protocol/checks/columns.ts";
import type { Column } from "../connections/warehouse.ts";
import { normalizeSqlType } from "../core/sql-type.ts";

export interface NamedColumn extends ExpectedColumn {
  readonly name: string;
}

/** What a column should be and what it is, in words: `integer not null`, `missing`. */
export interface ColumnVerdict {
  readonly name: string;
  /** `user_id integer`, `no age`. */
  readonly rule: string;
  readonly expected: string;
  readonly actual: string;
  /** How the two differ, if they do: `user_id is text`. */
  readonly problem?: string;
}

/** Compares what is asked for, and tells nothing else. */
export function judgeColumn(
  { name, type, nullable }: NamedColumn,
  actual: Column | undefined,
): ColumnVerdict {
  const wanted = type === undefined ? undefined : normalizeSqlType(type);
  const asked = describe(wanted, nullable);
  const known = { name, rule: `${name} ${asked}`.trim(), expected: asked || "any type" };
  if (actual === undefined) return { ...known, actual: "missing", problem: `${name} is missing` };
  const isType = wanted === undefined || normalizeSqlType(actual.type) === wanted;
  const isNullable = nullable === undefined || actual.nullable === nullable;
  const told = describe(wanted && actual.type, nullable === undefined ? undefined : actual.nullable);
  const differs = describe(isType ? undefined : actual.type, isNullable ? undefined : actual.nullable);
  return {
    ...known,
    actual: told || actual.type,
    ...(differs && { problem: `${name} is ${differs}` }),
  };
}

/** A column that should not be there. */
export function unexpectedColumn({ name, type }: Column): ColumnVerdict {
  return {
    name,
    rule: `no ${name}`,
    expected: "no column",
    actual: type,
    problem: `${name} is not expected`,
  };
}

/** `integer`, `integer not null`, `nullable`; empty for neither. */
function describe(type: string | undefined, nullable: boolean | undefined): string {
  const nulls = nullable === undefined ? "" : nullable ? "nullable" : "not null";
  return [type ?? "", nulls].filter((part) => part !== "").join(" ");
}
