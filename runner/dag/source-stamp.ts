import { stat } from "node:fs/promises";
import path from "node:path";
import { findFiles } from "./dag-files.ts";

/** What DAGs are made of: DAG files and the code that they import, and SQL. */
const SOURCE = /\.(?:[cm]?[jt]s|sql)$/;

/**
 * A text that becomes another one when a file that a DAG may be made of is made, changed or removed: names, sizes and
 * times of change. Files outside of lakes only; see `findFiles`.
 */
export async function sourceStamp(workspace: string, lakes: readonly string[]): Promise<string> {
  const files = await findFiles(workspace, lakes, (name) => SOURCE.test(name));
  const stamps = await Promise.all(files.map((file) => fileStamp(workspace, file)));
  return stamps.join("\n");
}

/** The same for one file. A file that is not there (any more) has a stamp too. */
export async function fileStamp(workspace: string, file: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path.join(workspace, file));
    return `${file} ${size} ${mtimeMs} ${ino}`;
  } catch {
    return `${file} -`;
  }
}
