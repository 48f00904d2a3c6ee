import { UserError } from "../../../protocol/user-error.ts";
import { isSocketFolder, type PostgresAddress } from "./options.ts";
import type { TlsMode } from "./tls.ts";
import { TLS_FAILED } from "./tls-errors.ts";

/** How a connection begins. With `tls`, `prefer` takes the server's word when it has none. */
export type TlsWay = "tls" | "plain";

/** SQLSTATE of a server whose pg_hba.conf has no line for such a connection. */
const NO_ENTRY = "28000";

export interface TlsWays {
  /** How the next connection begins. */
  readonly next: TlsWay;
  /** To be told of each connection that failed. */
  failed(error: unknown, way: TlsWay): void;
  /** Connects, and once more in the other way where `prefer` or `allow` say so. */
  connect<T>(attempt: () => Promise<T>): Promise<T>;
}

/**
 * libpq's rule: `prefer` begins with TLS and `allow` without, and what the server does not accept is tried the other
 * way. What worked is where the next connection begins.
 */
export function tlsWays(address: PostgresAddress): TlsWays {
  const mode = address.tls?.mode ?? "disable";
  const hasTwo = !isSocketFolder(address.host) && (mode === "prefer" || mode === "allow");
  const failures = new WeakMap<object, TlsWay>();
  let next = firstWay(address, mode);
  return {
    get next() {
      return next;
    },
    failed: (error, way) => {
      if (typeof error === "object" && error !== null) failures.set(error, way);
    },
    connect: async (attempt) => {
      try {
        return await attempt();
      } catch (error) {
        const tried = isAboutTls(error) ? failures.get(error) : undefined;
        if (!hasTwo || tried === undefined) throw error;
        next = tried === "tls" ? "plain" : "tls";
        return await attempt().catch((second: unknown) => {
          next = tried;
          throw isAboutTls(second) ? error : second;
        });
      }
    },
  };
}

function firstWay({ host }: PostgresAddress, mode: TlsMode): TlsWay {
  return isSocketFolder(host) || mode === "disable" || mode === "allow" ? "plain" : "tls";
}

function isAboutTls(error: unknown): error is Error {
  if (error instanceof UserError) return error.code === TLS_FAILED;
  return error instanceof Error && "code" in error && error.code === NO_ENTRY;
}
