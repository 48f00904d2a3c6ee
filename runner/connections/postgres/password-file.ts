import { readFile, stat } from "node:fs/promises";

/** What a connection is looked up by. */
export interface PasswordKey {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

export type PasswordFileAnswer =
  | { readonly kind: "found"; readonly password: string }
  /** Why there is none, in words for people. */
  | { readonly kind: "none"; readonly why: string };

/** The folder of Debian's and of other systems' sockets: their connections are looked up as `localhost`, too. */
const SOCKET_FOLDERS: ReadonlySet<string> = new Set(["/tmp", "/var/run/postgresql", "/run/postgresql"]);

/**
 * Looks a password up in a file of lines `host:port:database:user:password` (~/.pgpass), as libpq does: `*` matches
 * all, the first line that matches counts, `\` is before a `:` or `\` of a field. A file that others may read is not
 * used. Never rejects.
 */
export async function passwordFromFile(file: string, key: PasswordKey): Promise<PasswordFileAnswer> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return { kind: "none", why: `there is no file ${file}` };
  if (!found.isFile()) return { kind: "none", why: `${file} is not a plain file` };
  if (process.platform !== "win32" && (found.mode & 0o077) !== 0)
    return {
      kind: "none",
      why: `${file} is not used, because others than its owner may read it (chmod 600)`,
    };
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return { kind: "none", why: `${file} cannot be read` };
  const password = passwordIn(text, key);
  return password === undefined
    ? { kind: "none", why: `no line of ${file} is for this host, port, database and user` }
    : { kind: "found", password };
}

function passwordIn(text: string, { host, port, database, user }: PasswordKey): string | undefined {
  const hosts = SOCKET_FOLDERS.has(host) ? [host, "localhost"] : [host];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const fields = fieldsOf(line);
    if (fields === undefined) continue;
    const [hostField, portField, databaseField, userField, password] = fields;
    const matches =
      (hostField === "*" || hosts.includes(unescaped(hostField))) &&
      [
        [portField, String(port)],
        [databaseField, database],
        [userField, user],
      ].every(([field = "", value]) => field === "*" || unescaped(field) === value);
    if (matches && password !== "") return unescaped(password);
  }
  return undefined;
}

/** Escapes are still in them: `\*` is no star. */
function fieldsOf(line: string): readonly [string, string, string, string, string] | undefined {
  const field = String.raw`((?:[^:\\]|\\.)*)`;
  const match = new RegExp(`^${field}:${field}:${field}:${field}:(.*)$`).exec(line);
  return match === null ? undefined : (match.slice(1) as [string, string, string, string, string]);
}

function unescaped(field: string): string {
  return field.replaceAll(/\\(.)/g, "$1");
}
