import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { RunRecord } from "../../protocol/history.ts";
import { openSqliteStore } from "../../runner/state/sqlite-store.ts";
import type { Store } from "../../runner/state/store.ts";

/** Makes a workspace with these files, and settings that name the embedded warehouse and a lake: the folder `data`. */
export async function makeWorkspace(
  folder: string,
  files: Readonly<Record<string, string>> = {},
  lake: Readonly<Record<string, unknown>> = { type: "files", path: "data" },
): Promise<string> {
  const connections = { warehouse: { type: "embedded" }, lake };
  for (const [name, text] of Object.entries({ "millrace.json": JSON.stringify({ connections }), ...files })) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return folder;
}

/** Looks into the workspace's history while nothing runs there. */
export function readHistory<T>(workspace: string, look: (store: Store) => T): T {
  const store = openSqliteStore(historyFile(workspace));
  try {
    return look(store);
  } finally {
    store.close();
  }
}

export function historyFile(workspace: string): string {
  return path.join(workspace, ".millrace", "history.db");
}

/** The run of a day. Throws when it is not there or did not succeed: its times would mean nothing. */
export function succeededRun(store: Store, dagId: string, date: string): RunRecord {
  const run = store.runAt(dagId, `${date}T00:00:00.000Z`);
  if (run?.state === "success") return run;
  throw new Error(`The run of ${dagId} for ${date} is ${run?.state ?? "not there"}.`);
}

/** From start to end of a run or a task instance, in milliseconds. */
export function durationOf(ended: { startedAt: number | null; endedAt: number | null } | undefined): number {
  const { startedAt = null, endedAt = null } = ended ?? {};
  if (startedAt === null || endedAt === null) throw new Error("It has not ended.");
  return endedAt - startedAt;
}

/** The day of a round, for runs of their own. */
export function roundDate(round: number): string {
  return new Date(Date.UTC(2024, 0, 1 + round)).toISOString().slice(0, 10);
}
