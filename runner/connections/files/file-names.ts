import { isPartName } from "./part-name.ts";

/** Names that Windows keeps for devices, also with an ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
/** Bytes of a name on the file systems in use. */
const LONGEST_NAME = 255;

/**
 * Why a key cannot be the path of a file, as a clause (`its part ".." leads out of the folder`); undefined when it can.
 * Every key that passes stays below the folder that it is put in, as far as names go: links are another matter.
 */
export function fileNameProblem(
  key: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (key === "") return "it is empty";
  if (key.endsWith("/")) return "it ends with a slash, as a folder does";
  if (key.startsWith("/")) return "it begins with a slash";
  for (const segment of key.split("/")) {
    const problem = segmentProblem(segment, platform);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function segmentProblem(segment: string, platform: NodeJS.Platform): string | undefined {
  if (segment === "") return "it has two slashes in a row";
  if (segment === "." || segment === "..") return `its part "${segment}" is no name of a file`;
  if (segment.includes("\0")) return "there is a NUL character in it";
  if (Buffer.byteLength(segment) > LONGEST_NAME)
    return `one of its names is longer than ${LONGEST_NAME} bytes`;
  if (!segment.isWellFormed()) return "it is not well-formed Unicode";
  if (isPartName(segment)) return "Millrace keeps such names for files that it is writing";
  if (platform !== "win32") return undefined;
  const reserved = /[<>:"|?*\\\p{Cc}]/u.exec(segment)?.[0];
  if (reserved !== undefined) return `Windows takes no ${JSON.stringify(reserved)} in a name`;
  if (/[. ]$/.test(segment)) return "Windows takes no name that ends with a dot or a blank";
  return DEVICE.test(segment) ? `Windows keeps the name ${segment} for a device` : undefined;
}
