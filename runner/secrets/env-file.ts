import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { UserError } from "../../protocol/user-error.ts";

export const ENV_FILE = ".env";

/** The workspace's `.env`: read when somebody asks, and again when it has changed. */
export interface EnvFile {
  /** Throws a UserError when the file is there and cannot be read. */
  value(name: string): string | undefined;
}

export function envFile(workspace: string): EnvFile {
  const file = path.join(workspace, ENV_FILE);
  let known = { stamp: "", values: {} as Readonly<Record<string, string | undefined>> };
  return {
    value(name) {
      const stamp = stampOf(file);
      if (stamp !== known.stamp) known = { stamp, values: stamp === "" ? {} : valuesOf(file) };
      return Object.hasOwn(known.values, name) ? known.values[name] : undefined;
    },
  };
}

/** Empty when there is none: a folder of that name is something else, such as one of Python. */
function stampOf(file: string): string {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) return "";
  return `${found.ino} ${found.size} ${found.mtimeNs}`;
}

/** Lines that say nothing are left out, as dotenv does. */
function valuesOf(file: string): Readonly<Record<string, string | undefined>> {
  return parseEnv(textOf(file));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new UserError({
      code: "unreadable-file",
      message: `${ENV_FILE} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      next: "Give yourself the right to read it, or move it away.",
      cause: error,
    });
  }
}

/** The first line of `.env`, counted from 1, that begins with the name and does not give it a value. */
export function lineWithoutValue(workspace: string, name: string): number | undefined {
  const file = path.join(workspace, ENV_FILE);
  if (stampOf(file) === "") return undefined;
  const lines = textOf(file).split(/\r?\n/);
  const index = lines.findIndex((line) => {
    const [word = "", rest = ""] = splitAt(line.replace(/^\s*(export\s+)?/, ""), name.length);
    return word === name && !/^\w/.test(rest) && !/^\s*=/.test(rest);
  });
  return index < 0 ? undefined : index + 1;
}

function splitAt(text: string, length: number): readonly [string, string] {
  return [text.slice(0, length), text.slice(length)];
}
