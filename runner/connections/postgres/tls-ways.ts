import { UserError } from "../../../protocol/user-error.ts";
import { isSocketFolder, type PostgresAddress } from "./options.ts";
import { TLS_FAILED } from "./tls-errors.ts";

/** How a connection begins. With `tls`, `prefer` takes the server's word when it has none. */
export type TlsWay = "tls" | "plain";

/** SQLSTATE of a server whose pg_hba.conf has no line for such a connection. */
const NO_ENTRY = "28000";

/**
 * How to try to connect, one after the other as long as the server does not take it. libpq's rule: `prefer` begins with
 * TLS and `allow` without, at each connection anew.
 */
export function tlsWays({ host, tls }: PostgresAddress): readonly [TlsWay, TlsWay?] {
  const mode = tls?.mode ?? "disable";
  if (isSocketFolder(host) || mode === "disable") return ["plain"];
  if (mode === "allow") return ["plain", "tls"];
  return mode === "prefer" ? ["tls", "plain"] : ["tls"];
}

/** Whether another way to connect may be taken, after what a server or its TLS said before it asked who we are. */
export function isAboutTls(error: unknown): boolean {
  if (error instanceof UserError) return error.code === TLS_FAILED;
  return error instanceof Error && "code" in error && error.code === NO_ENTRY;
}
