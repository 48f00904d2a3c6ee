import * as vscode from "vscode";
import type { ExecuteResult, PlanView } from "../../../protocol/rpc/work.ts";
import { executeWork, planWork } from "../../../protocol/rpc/work.ts";
import type { WorkOrder } from "../../../protocol/work.ts";
import { askConsent } from "../../ask-consent.ts";
import type { RunnerClient } from "../../runner-client.ts";
import type { Services } from "../../services.ts";
import { messageText } from "../../text/message-text.ts";
import { withWork } from "../../work-progress.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { nothingToDo, planWarning } from "./plan-warnings.ts";
import { workTitle } from "./work-title.ts";

/** What callers from other extensions get. */
export interface StartedByCommand {
  readonly runIds: readonly string[];
  readonly backfillId?: string;
}

const GO_ON = "Go On";

/**
 * Plans an order, asks what has to be asked, starts it, and shows its progress. Resolves when it has started; undefined
 * when the user gives up or nothing is to be done.
 */
export async function startWork(
  services: Services,
  model: WorkspaceModel,
  order: WorkOrder,
  title: string,
): Promise<StartedByCommand | undefined> {
  const client = await model.client();
  const planned = await client.request(planWork, { order, withSources: false });
  if (!(await agree(planned))) return undefined;
  const consent = await consentFor(model, title);
  if (consent === undefined) return undefined;
  const started = await execute(client, order, planned, consent);
  if (started === undefined) return undefined;
  const { runIds, backfillId } = started;
  const work = { runIds, ...(backfillId !== undefined && { backfillId }) };
  if (runIds.length > 0)
    withWork(services, model, workTitle(title, planned), { dagId: planned.plan.dag.id, ...work }).catch(
      (error: unknown) => services.log.error(String(error)),
    );
  return work;
}

/** What the runner wants to see before it writes: nothing but on production targets. */
async function consentFor(
  { view }: WorkspaceModel,
  title: string,
): Promise<{ readonly consent?: string } | undefined> {
  const target = view?.target ?? null;
  if (target === null || !target.production || target.readOnly) return {};
  const consent = await askConsent(target.name, title);
  return consent === undefined ? undefined : { consent };
}

/** A plan that is another one by the time it is to be executed is looked at again. */
async function execute(
  client: RunnerClient,
  order: WorkOrder,
  planned: PlanView,
  consent: { readonly consent?: string },
): Promise<Extract<ExecuteResult, { kind: "started" }> | undefined> {
  const result = await client.request(executeWork, { order, agreed: planned.plan, ...consent });
  if (result.kind === "started") return result;
  return (await agree(result.plan)) ? execute(client, order, result.plan, consent) : undefined;
}

async function agree(planned: PlanView): Promise<boolean> {
  const nothing = nothingToDo(planned);
  if (nothing !== undefined) {
    void vscode.window.showInformationMessage(messageText(nothing));
    return false;
  }
  const warning = planWarning(planned);
  if (warning === undefined) return true;
  const { message, detail } = warning;
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, GO_ON)) === GO_ON;
}
