import type { ConnectionConfig } from "./config/connection-config.ts";
import type { ConnectionTests } from "./connections/connection-test.ts";

/** Looks at connections that no file has yet. */
export interface ConnectionDrafts {
  /** Has the connection alone. `typed`: what the editor is to keep for it, by the names that its references have. */
  tests(name: string, config: ConnectionConfig, typed: Readonly<Record<string, string>>): ConnectionTests;
  /** Whether the environment or `.env` has a variable. */
  hasVariable(name: string): boolean;
}
