import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { S3Options } from "./options.ts";

/** Settings of a section by name; one that is indented below another is `parent.name`. */
type Section = ReadonlyMap<string, string>;

/** Where AWS's two files of profiles are. */
export interface SharedFiles {
  readonly config: string;
  readonly credentials: string;
}

export function sharedFiles({ variables }: Pick<S3Options, "variables">): SharedFiles {
  const folder = path.join(variables("HOME") || homedir(), ".aws");
  return {
    config: variables("AWS_CONFIG_FILE") || path.join(folder, "config"),
    credentials: variables("AWS_SHARED_CREDENTIALS_FILE") || path.join(folder, "credentials"),
  };
}

/**
 * What a profile says besides credentials: its region, and an endpoint for S3 or for everything. AWS's client reads
 * them too, but only of the profile that the process's own environment names.
 */
export async function profileSettings(
  files: SharedFiles,
  profile: string,
): Promise<{ readonly region?: string; readonly endpoint?: string }> {
  const config = parseSections(await textOf(files.config));
  const credentials = parseSections(await textOf(files.credentials));
  const section = config.get(profile === "default" ? profile : `profile ${profile}`) ?? config.get(profile);
  const setting = (name: string) => section?.get(name) ?? credentials.get(profile)?.get(name);
  const services = config.get(`services ${setting("services") ?? ""}`);
  const region = setting("region");
  const endpoint = services?.get("s3.endpoint_url") ?? setting("endpoint_url");
  return { ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) };
}

/** A file that is not there is an empty one, as it is for AWS's own tools. */
async function textOf(file: string): Promise<string> {
  return await readFile(file, "utf8").catch(() => "");
}

export function parseSections(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let parent = "";
  for (const line of text.split(/\r?\n/)) {
    const content = line.replace(/(^|\s)[#;].*$/, "").trimEnd();
    const heading = /^\s*\[\s*(.+?)\s*\]$/.exec(content)?.[1]?.replace(/\s+/g, " ").replaceAll(/["']/g, "");
    if (heading !== undefined) {
      section = sections.get(heading) ?? new Map();
      sections.set(heading, section);
      continue;
    }
    const [, indent = "", name = "", value = ""] = /^(\s*)([^=]+?)\s*=\s*(.*)$/.exec(content) ?? [];
    if (name === "") continue;
    if (indent === "") parent = name;
    if (value !== "") section.set(indent === "" ? name : `${parent}.${name}`, value);
  }
  return sections;
}
