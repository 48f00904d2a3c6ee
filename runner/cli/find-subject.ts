import type { DagSpec } from "../../protocol/dag.ts";
import type { BackfillRecord } from "../../protocol/history.ts";
import { findBackfill } from "../planning/run-scope.ts";
import type { Session } from "../session.ts";

/** What a command's argument names: a DAG, or one of its backfills. */
export type Subject =
  | { readonly kind: "dag"; readonly dagId: string; readonly dag: DagSpec }
  | { readonly kind: "backfill"; readonly dagId: string; readonly backfill: BackfillRecord };

/** The DAG of that id, or else the backfill. Throws a UserError when it is neither. */
export async function findSubject(session: Session, id: string): Promise<Subject> {
  const { dags } = await session.project();
  if (!/^b\d+$/.test(id) || dags.some((dag) => dag.id === id))
    return { kind: "dag", dagId: id, dag: await session.dag(id) };
  const backfill = findBackfill(session.history(), id);
  return { kind: "backfill", dagId: backfill.dagId, backfill };
}
