import type { GraphSubject } from "../../../protocol/webview/graph.ts";

/** What the page kept over the window's reload, if it is of a version that we know. */
export function keptSubject(kept: unknown): GraphSubject | undefined {
  if (typeof kept !== "object" || kept === null || !("subject" in kept)) return undefined;
  const { subject } = kept;
  if (typeof subject !== "object" || subject === null) return undefined;
  const { folder, dagId, runId } = subject as Readonly<Record<keyof GraphSubject, unknown>>;
  if (typeof folder !== "string" || typeof dagId !== "string") return undefined;
  return { folder, dagId, runId: typeof runId === "string" ? runId : null };
}
