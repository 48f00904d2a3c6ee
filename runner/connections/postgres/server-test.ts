import type { ConnectionTest } from "../connection-test.ts";
import type { PostgresSettings } from "./server-options.ts";

/** The steps for a server that is not Millrace's own: settings, TLS, and then as any other Postgres. */
export function serverTest(settings: PostgresSettings, readOnly: string | undefined): ConnectionTest {
  throw new Error(`Not there yet: ${settings.name} ${readOnly}`);
}
