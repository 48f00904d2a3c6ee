import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../package-root.ts";
import type { CheckUp } from "./check-up.ts";

/** Whether Node.js is as new as package.json asks for. */
export function nodeVersion(version: string = process.versions.node): CheckUp {
  return {
    name: "Node.js",
    async look() {
      const least = leastVersion();
      const text = `${version} on ${process.platform}-${process.arch}`;
      if (isAtLeast(version, least)) return { health: "ok", text };
      return { health: "problem", text, next: `Install Node.js ${least} or newer.` };
    },
  };
}

function leastVersion(): string {
  const { engines } = JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8")) as {
    engines: { node: string };
  };
  return engines.node.replace(/^>=/, "");
}

function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
