import { UserError } from "../../protocol/user-error.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";

/** What somebody means who names a place on the command line. */
export type Place =
  /** `lake:log_data/`: a key, or a part of the lake, of a connection. */
  | { readonly kind: "connection"; readonly text: string; readonly name: string; readonly key: string }
  /** `s3://bucket/log_data/`: a key of the whole bucket. */
  | { readonly kind: "bucket"; readonly text: string; readonly bucket: string; readonly key: string }
  /** A local folder or file, as it was given. */
  | { readonly kind: "path"; readonly text: string; readonly path: string };

/** What a place's name is read against. */
export interface PlaceNames {
  readonly lakes: readonly string[];
  /** Names of connections that are no lakes. */
  readonly others: readonly string[];
  readonly platform: NodeJS.Platform;
}

const NAME = /^([A-Za-z_][A-Za-z0-9_-]{0,62}):(.*)$/s;
const BUCKET = /^[a-zA-Z0-9][a-zA-Z0-9._-]{1,253}[a-zA-Z0-9]$/;

/**
 * Reads `NAME:KEY`, `s3://bucket/key`, or a path. A text with a colon before its first slash is a connection's, as for
 * `scp` and `rclone`; `./a:b` is a file. Drive letters are Windows's. Throws a UserError for a text that is none of
 * them, or could be two.
 */
export function parsePlace(text: string, names: PlaceNames): Place {
  if (text === "") throw badPlace("An empty text is no place.");
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(text);
  if (scheme !== null) return bucketPlace(text, scheme[1] ?? "", scheme[2] ?? "");
  const named = NAME.exec(text);
  if (named !== null) return connectionPlace(text, named[1] ?? "", named[2] ?? "", names);
  if (names.lakes.includes(text)) throw lakeOrFolder(text);
  return { kind: "path", text, path: text };
}

function bucketPlace(text: string, scheme: string, rest: string): Place {
  if (scheme.toLowerCase() !== "s3") throw unknownScheme(text, scheme);
  const slash = rest.indexOf("/");
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  const key = slash < 0 ? "" : rest.slice(slash + 1);
  if (bucket === "") throw badPlace(`${text} names no bucket.`);
  if (!BUCKET.test(bucket))
    throw badPlace(`${text}: "${bucket}" is no name of a bucket: letters, digits, dots and -.`);
  if (key.startsWith("/")) throw badPlace(`${text}: there are two slashes after the bucket.`);
  return { kind: "bucket", text, bucket, key };
}

function connectionPlace(
  text: string,
  name: string,
  key: string,
  { lakes, others, platform }: PlaceNames,
): Place {
  const isKnown = lakes.includes(name);
  // `C:\data`, `C:/data`, and on Windows `C:data` too.
  if (name.length === 1 && (platform === "win32" || /^[\\/]/.test(key))) {
    if (isKnown) throw driveOrLake(text, name);
    if (platform === "win32") return { kind: "path", text, path: text };
    throw badPlace(`${text} is a path of Windows, and this is another system.`);
  }
  if (!isKnown) throw others.includes(name) ? noLake(text, name, lakes) : unknownLake(text, name, lakes);
  if (key.startsWith("/"))
    throw badPlace(`${text}: keys begin without a slash.`, `Write ${name}:${key.replace(/^\/+/, "")}.`);
  return { kind: "connection", text, name, key };
}

const WAYS = "Write NAME:KEY for a lake of millrace.json, s3://BUCKET/KEY, or the path of a folder or file.";

function badPlace(message: string, next = WAYS): UserError {
  return new UserError({ code: "bad-place", message, next });
}

function unknownScheme(text: string, scheme: string): UserError {
  const path = text.replace(/^file:\/\//i, "");
  return badPlace(
    `${text}: Millrace does not know the scheme ${scheme}://.`,
    scheme.toLowerCase() === "file"
      ? `Write the path alone: ${path}.`
      : /^s3[an]$/i.test(scheme)
        ? `Write s3://${text.replace(/^[^/]*\/\//, "")}.`
        : WAYS,
  );
}

function lakeOrFolder(name: string): UserError {
  return badPlace(
    `"${name}" is the name of a lake, and can be a folder too.`,
    `Write ${name}: for the lake, or ./${name} for the folder.`,
  );
}

function driveOrLake(text: string, name: string): UserError {
  return badPlace(
    `${text} can be a path on the drive ${name}: or a key of the lake ${name}.`,
    "Give the connection a name of more than one letter.",
  );
}

function noLake(text: string, name: string, lakes: readonly string[]): UserError {
  return new UserError({
    code: "unknown-connection",
    message: `${text}: the connection ${name} is a warehouse, and only lakes hold objects.`,
    next: `The lakes of millrace.json: ${lakes.join(", ") || "none"}.`,
  });
}

function unknownLake(text: string, name: string, lakes: readonly string[]): UserError {
  const known = lakes.length === 0 ? "There are no lakes here." : `The lakes here: ${lakes.join(", ")}.`;
  // `s3:odd` is a bucket's address that lacks its slashes.
  const bucket = name.toLowerCase() === "s3" ? text.slice(3).replace(/^\/+/, "") : "";
  const meant = bucket === "" ? didYouMeanText(name, lakes) : ` Did you mean s3://${bucket}?`;
  return new UserError({
    code: "unknown-connection",
    message: `"${text}": there is no lake "${name}".${meant}`,
    next: `${known} A file of that name is written ./${text}.`,
  });
}
