import path from "node:path";

/**
 * A file or folder as `millrace.json` has it: relative to the workspace where it is in it, so that the file is right on
 * other machines too, and with slashes, which all systems take.
 */
export function pathSetting(workspace: string, chosen: string, { relative, isAbsolute, sep } = path): string {
  const inside = relative(workspace, chosen);
  if (inside === "") return ".";
  const isOutside = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return isOutside ? chosen : inside.replaceAll(sep, "/");
}
