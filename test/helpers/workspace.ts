import { randomUUID } from "node:crypto";
import { chmod, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import type { BackfillPolicy, RunOrder } from "../../protocol/backfill.ts";
import type { RunRecord } from "../../protocol/history.ts";
import type { BackfillRequest } from "../../protocol/work.ts";
import { runParams } from "../../runner/core/run-params.ts";
import { packageRoot } from "../../runner/package-root.ts";
import type { Session } from "../../runner/session.ts";
import { openWorkspaceSession } from "../../runner/workspace-session.ts";

/** A copy of a folder of the repository as a workspace of its own, gone after the test. */
export async function copyWorkspace(t: TestContext, folder: string): Promise<string> {
  const workspace = await mkdtemp(path.join(tmpdir(), "mr-ws-"));
  // As root the embedded server runs as another user, who must get to its data.
  await chmod(workspace, 0o711);
  t.after(() => rm(workspace, { recursive: true, force: true }));
  await cp(path.join(packageRoot(), folder), workspace, { recursive: true });
  return workspace;
}

/** The workspace's session, closed after the test. */
export function openTestSession(t: TestContext, workspace: string): Session {
  const session = openWorkspaceSession({ workspace, now: Date.now, newId: randomUUID });
  t.after(() => session.close());
  return session;
}

export interface TestBackfill {
  readonly from: string;
  readonly to: string;
  readonly policy?: BackfillPolicy;
  readonly maxActiveRuns?: number;
  readonly order?: RunOrder;
  readonly stopOnFailure?: boolean;
  readonly task?: string;
}

/** Backfills through the session, as the command line does, and gives the runs of the range. */
export async function backfill(
  session: Session,
  dagId: string,
  backfill: TestBackfill,
): Promise<readonly RunRecord[]> {
  const order = await backfillOrder(session, dagId, backfill);
  const { runs } = await session.execute(order, {
    onEvents: () => {},
    signal: new AbortController().signal,
  });
  return runs;
}

export async function backfillOrder(
  session: Session,
  dagId: string,
  backfill: TestBackfill,
): Promise<BackfillRequest> {
  const { params } = await session.dag(dagId);
  const defaults = { policy: "missing", order: "asc", stopOnFailure: false } as const;
  return { kind: "backfill", dagId, params: runParams(params, []), ...defaults, ...backfill };
}

/** The value of a query's first column in its first row, as text. */
export async function scalar(session: Session, sql: string): Promise<string> {
  const warehouse = await (await session.connections()).warehouse("warehouse");
  const { rows } = await warehouse.query(sql);
  return String(rows[0]?.[0]);
}

/** Why runs failed, for the message of an assertion. */
export function failures(session: Session, runs: readonly RunRecord[]): string {
  return runs
    .filter(({ state }) => state !== "success")
    .flatMap(({ runId }) => session.history().tasks(runId))
    .filter(({ error }) => error !== null)
    .map(({ taskId, error }) => `${taskId}: ${error?.message}`)
    .join("\n");
}
