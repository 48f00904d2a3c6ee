import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../protocol/user-error.ts";
import { CONFIG_FILE } from "../config/load-config.ts";
import type { Lake, LakeWriter } from "../connections/lake.ts";
import type { BucketAccess } from "../lakes/address.ts";
import { parsePlace } from "../lakes/place.ts";
import { resolvePlace } from "../lakes/resolve.ts";
import { requireUsableConfig } from "../project.ts";
import type { Session } from "../session.ts";
import type { CommandContext, CommandOptions } from "./command.ts";
import { textOption } from "./command.ts";
import { requireWorkspace } from "./require-workspace.ts";

/** A place that a person named, opened. */
export interface OpenPlace {
  readonly text: string;
  readonly lake: Lake;
  readonly writer: LakeWriter;
  /** Of that lake. */
  readonly key: string;
  readonly identity: string;
  /** The connection that it is in. */
  readonly connection: string | undefined;
  /** How a person would name a key of the lake to get there again. */
  describe(key: string): string;
  close(): Promise<void>;
}

/** What a path is going to be used for. */
export type PathUse =
  /** It must be there, or be a pattern. */
  | "read"
  /** A folder that objects are put in. */
  | "folder"
  /** A file, unless it is a folder or ends with a slash. */
  | "file or folder";

/** Opens what a text names. Throws a UserError for one that names nothing. */
export async function openPlace(
  context: CommandContext,
  text: string,
  access: BucketAccess,
  use: PathUse,
): Promise<OpenPlace> {
  const session = context.session();
  requireUsableConfig(session.settings());
  const place = parsePlace(text, await placeNames(session, text));
  const { lakes } = await session.lakes();
  const { address, key, connection } = resolvePlace(place, lakes, access, context.cwd);
  if (address.kind !== "folder") {
    const opened = await session.openLake(address, connection);
    const start = address.kind === "connection" ? `${address.name}:` : `s3://${address.bucket}/`;
    return { ...opened, text, key, connection, describe: (name) => start + name };
  }
  const split =
    use === "read" ? readPath(text, address.path, context.cwd) : writePath(text, address.path, use);
  const opened = await session.openLake({ kind: "folder", path: split.root }, connection);
  const { shown } = split;
  return {
    ...opened,
    text,
    key: split.key,
    connection,
    describe: (name) => (shown === "" ? name : `${shown}${name}`),
  };
}

/** Where there is no workspace there are no lakes, and no word can be one by chance. */
async function placeNames(session: Session, text: string) {
  const isNamed = /^[\w-]{2,}:(?!\/\/)/.test(text);
  if (isNamed) await requireWorkspace(session);
  const hasFile = existsSync(path.join(session.workspace, CONFIG_FILE));
  const { lakes, others } = await session.lakes();
  const names = hasFile || isNamed ? lakes.map(({ name }) => name) : [];
  return { lakes: names, others, platform: process.platform };
}

interface SplitPath {
  /** Absolute path of the folder whose files are the objects. */
  readonly root: string;
  readonly key: string;
  /** The folder as it was given, with a slash at its end; empty for the current one. */
  readonly shown: string;
}

function readPath(text: string, absolute: string, cwd: string): SplitPath {
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (found?.isDirectory()) return { root: absolute, key: "", shown: asFolder(text) };
  if (found !== undefined) {
    if (/[\\/]$/.test(text)) throw badPath(`${text} is a file, and no folder.`);
    return inFolder(text, absolute);
  }
  const wildcard = text.search(/[*?[]/);
  if (wildcard < 0) throw badPath(`There is no file or folder ${text}.`);
  // The folder above the first part with a wildcard.
  const before = text.slice(0, wildcard);
  const slash = Math.max(before.lastIndexOf("/"), path.sep === "\\" ? before.lastIndexOf("\\") : -1);
  const folder = text.slice(0, slash + 1);
  const root = path.resolve(cwd, folder);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw badPath(`There is no folder ${folder || "."}.`);
  return { root, key: text.slice(slash + 1).replaceAll(path.sep, "/"), shown: folder };
}

function writePath(text: string, absolute: string, use: "folder" | "file or folder"): SplitPath {
  const found = statSync(absolute, { throwIfNoEntry: false });
  const isFolder = found?.isDirectory() ?? false;
  if (found !== undefined && !isFolder && (use === "folder" || /[\\/]$/.test(text)))
    throw badPath(`${text} is a file, and a folder is needed.`);
  if (isFolder || use === "folder" || /[\\/]$/.test(text))
    return { root: absolute, key: "", shown: asFolder(text) };
  return inFolder(text, absolute);
}

function inFolder(text: string, absolute: string): SplitPath {
  const name = path.basename(absolute);
  return { root: path.dirname(absolute), key: name, shown: text.slice(0, text.length - name.length) };
}

function asFolder(text: string): string {
  return text === "." || text === "./" ? "" : `${text.replace(/[\\/]+$/, "")}/`;
}

function badPath(message: string): UserError {
  return new UserError({
    code: "no-such-path",
    message,
    next: "Check the path; it is read from the current folder.",
  });
}

/** How buckets are reached, by the options for one side of a copy, or for both. */
export function accessOf(options: CommandOptions, side: "source" | "destination"): BucketAccess {
  const isSource = side === "source";
  const text = (name: string): string | undefined =>
    textOption(options, `${side}${name[0]?.toUpperCase()}${name.slice(1)}`) ?? textOption(options, name);
  // Reading without credentials takes no profile: that one is for the other side then.
  const anonymous = isSource && options["anonymous"] === true;
  const profile = anonymous ? textOption(options, "sourceProfile") : text("profile");
  const region = text("region");
  const endpoint = text("endpoint");
  return {
    ...(anonymous && { anonymous }),
    ...(isSource && options["requesterPays"] === true && { requesterPays: true }),
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(options["pathStyle"] === true && { pathStyle: true }),
  };
}
