import path from "node:path";

/** A path as it stands in a URL: forward slashes, and one at its start on every platform. */
export function asUrlPath(file: string): string {
  const slashes = file.replaceAll(path.sep, "/");
  return slashes.startsWith("/") ? slashes : `/${slashes}`;
}
