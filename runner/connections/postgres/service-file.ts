import { readFile } from "node:fs/promises";
import path from "node:path";
import { type LibpqParameters, parameterKind } from "./libpq-parameters.ts";
import { badServiceLine, noSuchService, unusableParameter } from "./settings-errors.ts";
import { userFiles, type Variables } from "./user-files.ts";

/** The service files, in the order in which libpq asks them. */
export function serviceFiles(variables: Variables): readonly string[] {
  const system = variables("PGSYSCONFDIR");
  return [
    variables("PGSERVICEFILE") || userFiles(variables).services,
    ...(system ? [path.join(system, "pg_service.conf")] : []),
  ];
}

/** As `findService`. Throws a UserError when no file has it, too. */
export async function serviceParameters(
  warehouse: string,
  service: string,
  files: readonly string[],
): Promise<LibpqParameters> {
  const found = await findService(warehouse, service, files);
  if (found === undefined) throw noSuchService(warehouse, service, files);
  return found;
}

/**
 * The parameters of a service, from the first file that has it; undefined where none has. Throws a UserError when it
 * cannot be read.
 */
export async function findService(
  warehouse: string,
  service: string,
  files: readonly string[],
): Promise<LibpqParameters | undefined> {
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => "");
    const found = sectionOf(warehouse, service, file, text);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * libpq's own format, which is not quite INI: names of sections may have dots, a value is the rest of its line, with
 * quotes, `#` and `;` in it, as passwords have them. The first of two lines for one name counts.
 */
function sectionOf(
  warehouse: string,
  service: string,
  file: string,
  text: string,
): LibpqParameters | undefined {
  const found = new Map<string, string>();
  let isIn = false;
  let isThere = false;
  for (const [index, line] of text
    .split(/\r?\n/)
    .map((raw) => raw.trim())
    .entries()) {
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[")) {
      if (isIn) break;
      isIn = line === `[${service}]`;
      isThere ||= isIn;
      continue;
    }
    if (!isIn) continue;
    const [, name, value = ""] = /^([^=]+?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) throw badServiceLine(warehouse, file, index + 1, "is not understood");
    if (name === "service") throw badServiceLine(warehouse, file, index + 1, "names another service");
    const kind = parameterKind(name, value);
    if (kind === "unknown" || kind === "unsupported")
      throw unusableParameter(warehouse, `The service "${service}" in ${file}`, name, kind);
    if (kind === "used" && value !== "" && !found.has(name)) found.set(name, value);
  }
  return isThere ? Object.fromEntries(found) : undefined;
}
