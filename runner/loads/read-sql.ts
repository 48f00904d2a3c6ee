import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../package-root.ts";

/** The text of one of Millrace's own statements: `readSql("ledger/record")` is `sql/postgres/ledger/record.sql`. */
export function readSql(name: string): string {
  return readFileSync(path.join(packageRoot(), "sql", "postgres", `${name}.sql`), "utf8");
}
