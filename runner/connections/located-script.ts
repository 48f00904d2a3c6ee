import { locateSqlErrors } from "../loads/locate-sql-error.ts";
import type { SessionOptions, StatementResult, Warehouse } from "./warehouse.ts";

/** A user's SQL, rendered, and the file that it is of. */
export interface UserScript {
  readonly text: string;
  readonly file?: string;
}

/** Runs a user's statements. An error that the server finds tells its place in their file, or in their text. */
export function locatedScript(
  warehouse: Warehouse,
  script: UserScript,
  options: SessionOptions,
): Promise<readonly StatementResult[]> {
  return locateSqlErrors({ source: script, offset: 0, line: 1 }, () =>
    warehouse.script(script.text, options),
  );
}
