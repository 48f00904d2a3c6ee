import type { ConnectionView } from "../protocol/rpc/connections.ts";

/** The codicon of a connection, by what it is. */
export function connectionIcon({ type, kind }: Pick<ConnectionView, "type" | "kind">): string {
  if (kind === "warehouse") return "database";
  return type === "files" ? "folder-library" : "cloud";
}
