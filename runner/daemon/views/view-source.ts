import type { DagSpec } from "../../../protocol/dag.ts";
import type { BackfillRecord } from "../../../protocol/history.ts";
import type { DataInterval } from "../../../protocol/run.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import type { Project } from "../../project.ts";
import type { Session } from "../../session.ts";
import type { Store } from "../../state/store.ts";
import type { Owner } from "../../state/workspace-lock.ts";

/** What views are made from. They are made in one go, so that all of one are of the same moment. */
export interface ViewSource {
  readonly session: Session;
  readonly project: Project;
  readonly store: Store;
  /** The process that drives runs now: this one, another one, or none. */
  readonly owner: Owner | undefined;
  /** What the history has of a backfill: a view of thousands of runs asks for the same one thousands of times. */
  readonly backfill: (backfillId: string) => BackfillRecord | undefined;
  readonly dag: (dagId: string) => DagSpec | undefined;
  /** An interval as people name it. Of a DAG that is in no file any more: in UTC. */
  readonly label: (dagId: string, interval: DataInterval) => string;
}

export function viewSource(session: Session, project: Project): ViewSource {
  const dags = new Map(project.dags.map((dag) => [dag.id, dag]));
  const store = session.history();
  const backfills = new Map<string, BackfillRecord | undefined>();
  const labelers = new Map<string, (interval: DataInterval) => string>();
  return {
    session,
    project,
    store,
    owner: session.owner(),
    backfill(backfillId) {
      if (!backfills.has(backfillId)) backfills.set(backfillId, store.backfill(backfillId));
      return backfills.get(backfillId);
    },
    dag: (dagId) => dags.get(dagId),
    label(dagId, interval) {
      const timezone = dags.get(dagId)?.timezone ?? "UTC";
      const labeler = labelers.get(timezone) ?? intervalLabeler(timezone);
      labelers.set(timezone, labeler);
      return labeler(interval);
    },
  };
}
