import { listRuns, runDetail } from "../../../protocol/rpc/runs.ts";
import type { DagView, RunView } from "../../../protocol/rpc/workspace.ts";
import type { RunState } from "../../../protocol/run.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { Services } from "../../services.ts";
import { stateIcon } from "../../state-icon.ts";
import type { CommandSubject } from "../../subject.ts";
import { tookText } from "../../text/run-texts.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { type Choice, pickOne } from "./pick.ts";

/** Runs that a pick offers; older ones are in the Runs view. */
const OFFERED = 100;

export interface WantedRuns {
  readonly states?: readonly RunState[];
  /** What to say when there is no such run. */
  readonly none: string;
}

/** The run that a command is about: the given one, or the one picked among the DAG's newest. */
export async function askRun(
  { memory }: Services,
  model: WorkspaceModel,
  dag: DagView,
  { runId }: CommandSubject,
  title: string,
  { states, none }: WantedRuns,
): Promise<RunView | undefined> {
  const client = await model.client();
  if (runId !== undefined) return (await client.request(runDetail, { runId })).run;
  const of = { dagId: dag.spec.id, limit: OFFERED };
  const { runs } = await client.request(listRuns, { ...of, ...(states && { states }) });
  const [only] = runs;
  if (only === undefined) throw new UserError({ code: "no-runs", message: none });
  const choices = runs.map(
    (run): Choice<RunView> => ({
      label: run.label,
      description: [run.shown, tookText(run), run.kind, run.backfillId ?? ""]
        .filter((part) => part !== "")
        .join(" · "),
      iconPath: stateIcon(run.shown),
      key: run.runId,
      value: run,
    }),
  );
  const question = {
    title,
    placeholder: `Which run of ${dag.spec.id}?`,
    // What happened last is what people mean, whatever its interval.
    offered: dag.lastRun?.run.runId,
  };
  return pickOne(choices, question, memory);
}
