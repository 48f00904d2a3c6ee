import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { platformPackage } from "../../runner/connections/embedded/platform-package.ts";
import type { Psql } from "./psql.ts";

/** What the figures were measured on, one line each. Names kinds of things, never this very machine. */
export function describeMachine(root: string, psql: Psql | undefined): readonly string[] {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const load = os.loadavg().map((value) => value.toFixed(1));
  const cores = os.cpus();
  return [
    `Millrace ${version}, Node ${process.versions.node}, Postgres ${platformPackage().version} (embedded), ${
      psql === undefined ? "no psql found" : `psql ${psql.version}`
    }`,
    `${cores[0]?.model.trim() ?? "unknown processor"}, ${cores.length} ${cores.length === 1 ? "core" : "cores"}, ${(
      os.totalmem() / 2 ** 30
    ).toFixed(0)} GB of memory, ${osName()}`,
    `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, load average ${load.join(", ")} before`,
  ];
}

function osName(): string {
  const kernel = `${os.type()} ${os.release()} ${os.arch()}`;
  try {
    const release = readFileSync("/etc/os-release", "utf8");
    return `${/^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? ""} (${kernel})`;
  } catch {
    return kernel;
  }
}
