import type { DagView } from "../../../protocol/rpc/workspace.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { Services } from "../../services.ts";
import { stateIcon } from "../../state-icon.ts";
import type { CommandSubject } from "../../subject.ts";
import { lastRunText } from "../../text/run-texts.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { cursorSubject } from "./cursor-subject.ts";
import { type Choice, pickOne } from "./pick.ts";

export interface Wanted {
  readonly fits: (dag: DagView) => boolean;
  /** What to say when there are DAGs, and none of them fits. */
  readonly none: string;
}

/** The DAG that a command is about: the given one, the only one, or the one picked. */
export async function askDag(
  { memory }: Services,
  model: WorkspaceModel,
  { dagId }: CommandSubject,
  title: string,
  wanted: Wanted = { fits: () => true, none: "There is no DAG here." },
): Promise<DagView | undefined> {
  if (dagId !== undefined) return model.dag(dagId) ?? unknownDag(model, dagId);
  const dags = (model.view?.dags ?? []).filter(wanted.fits);
  const [only] = dags;
  if (only === undefined) throw noDags(model, wanted.none);
  if (dags.length === 1) return only;
  const choices = dags.map(
    (dag): Choice<DagView> => ({
      label: dag.spec.id,
      description: lastRunText(dag),
      ...(dag.spec.description !== undefined && { detail: dag.spec.description }),
      iconPath: stateIcon(dag.lastRun?.run.shown ?? "none"),
      key: dag.spec.id,
      value: dag,
    }),
  );
  const question = {
    title,
    placeholder: "Which DAG?",
    topic: `dag ${model.folder.uri.toString()}`,
    offered: cursorSubject(model).dagId,
  };
  return pickOne(choices, question, memory);
}

function unknownDag({ view }: WorkspaceModel, dagId: string): never {
  const isBroken = view?.broken.some((broken) => broken.dagId === dagId) ?? false;
  throw isBroken
    ? new UserError({
        code: "broken-dag",
        message: `The DAG ${dagId} has problems and cannot run.`,
        next: "The Problems panel shows them.",
      })
    : new UserError({
        code: "unknown-dag",
        message: `There is no DAG "${dagId}" in this folder.`,
        next: `Its DAGs: ${view?.dags.map(({ spec }) => spec.id).join(", ") || "none"}.`,
      });
}

function noDags({ view }: WorkspaceModel, noneFits: string): UserError {
  if ((view?.dags.length ?? 0) > 0) return new UserError({ code: "no-dag-fits", message: noneFits });
  // A file that cannot be read at all names no DAG.
  return view?.problems.some(({ severity }) => severity === "error") === true
    ? new UserError({
        code: "broken-dag",
        message: "No DAG here can run: their files have problems.",
        next: "The Problems panel shows them.",
      })
    : new UserError({
        code: "no-dags",
        message: "There is no DAG here.",
        next: "New DAG makes one.",
      });
}
