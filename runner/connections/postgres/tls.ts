import { readFile, stat } from "node:fs/promises";
import { isIP } from "node:net";
import path from "node:path";
import tls, { type ConnectionOptions } from "node:tls";
import {
  certificateFileMissing,
  clientKeyReadable,
  keyFileMissing,
  noRootCertificates,
} from "./tls-errors.ts";

/** libpq's names, from none to all checks. */
export const TLS_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;

export type TlsMode = (typeof TLS_MODES)[number];

/** Files are absolute paths. They are read at each new session, so that renewed certificates are picked up. */
export interface TlsSettings {
  readonly mode: TlsMode;
  /** File with the CA's certificates; or `system`. Default: `root.crt` of `folder` where it is there. */
  readonly rootCert?: string;
  /** Default: `postgresql.crt` of `folder` where it is there. */
  readonly cert?: string;
  /** Default: `postgresql.key` of `folder`. */
  readonly key?: string;
  /** libpq's folder of certificates: ~/.postgresql. */
  readonly folder: string;
}

/** What of a handshake is checked, for people. */
export function checksOf(mode: TlsMode, { rejectUnauthorized }: ConnectionOptions): string {
  if (mode === "verify-full") return "certificate and host name checked";
  return rejectUnauthorized === true ? "certificate checked, host name not" : "certificate not checked";
}

/**
 * The settings of a handshake with `host`, as libpq has them: where there are root certificates the server's must
 * come from them in every mode, its name counts with `verify-full` only. Throws a UserError for files that are not
 * there.
 */
export async function tlsOptions(
  warehouse: string,
  settings: TlsSettings,
  host: string,
): Promise<ConnectionOptions> {
  const { mode } = settings;
  const ca = await rootCertificates(warehouse, settings);
  return {
    ...(ca !== undefined && { ca }),
    rejectUnauthorized: ca !== undefined,
    ...(mode !== "verify-full" && { checkServerIdentity: () => undefined }),
    ...(await clientCertificate(warehouse, settings)),
    host,
    ...(isIP(host) === 0 && { servername: host }),
  };
}

/** Undefined: the server's certificate is not checked. */
async function rootCertificates(
  warehouse: string,
  { mode, rootCert, folder }: TlsSettings,
): Promise<string | string[] | undefined> {
  if (rootCert === "system") return systemCertificates();
  const file = rootCert ?? path.join(folder, "root.crt");
  const text = await textOf(file);
  if (text !== undefined) return text;
  if (rootCert !== undefined) throw certificateFileMissing(warehouse, "sslrootcert", file);
  if (mode === "verify-ca" || mode === "verify-full") throw noRootCertificates(warehouse, mode, file);
  return undefined;
}

/** Node's own, those of NODE_EXTRA_CA_CERTS, and the system's where Node can tell them (from 22.15). */
function systemCertificates(): string[] {
  if (typeof tls.getCACertificates !== "function") return [...tls.rootCertificates];
  return [...new Set([...tls.getCACertificates("default"), ...tls.getCACertificates("system")])];
}

async function clientCertificate(
  warehouse: string,
  settings: TlsSettings,
): Promise<{ cert?: string; key?: string }> {
  const certFile = settings.cert ?? path.join(settings.folder, "postgresql.crt");
  const cert = await textOf(certFile);
  if (cert === undefined) {
    if (settings.cert !== undefined) throw certificateFileMissing(warehouse, "sslcert", certFile);
    return {};
  }
  const keyFile = settings.key ?? path.join(settings.folder, "postgresql.key");
  const key = await textOf(keyFile);
  if (key === undefined) throw keyFileMissing(warehouse, certFile, keyFile);
  if (await isReadByOthers(keyFile)) throw clientKeyReadable(warehouse, keyFile);
  return { cert, key };
}

/** libpq's rule: its owner's only; root's may be read by a group. */
async function isReadByOthers(file: string): Promise<boolean> {
  if (process.platform === "win32") return false;
  const { mode, uid } = await stat(file);
  return (mode & (uid === 0 ? 0o037 : 0o077)) !== 0;
}

/** Undefined for a file that is not there, or not to be read. */
function textOf(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}
