import type { SessionOptions } from "../warehouse.ts";
import { quoteIdentifier, quoteLiteral } from "./identifiers.ts";

/** The SET statements for a session's search path and label; empty when it has neither. */
export function settingStatements(options: SessionOptions, scope: "SESSION" | "LOCAL"): readonly string[] {
  const statements: string[] = [];
  if (options.searchPath !== undefined) {
    const schemas = options.searchPath.map(quoteIdentifier).join(", ") || "''";
    statements.push(`SET ${scope} search_path TO ${schemas}`);
  }
  if (options.label !== undefined) {
    statements.push(`SET ${scope} application_name TO ${quoteLiteral(options.label)}`);
  }
  return statements;
}
