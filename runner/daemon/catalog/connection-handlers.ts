import type { ConnectionView, FindingView } from "../../../protocol/rpc/connections.ts";
import { doctor, listConnections, testConnection } from "../../../protocol/rpc/connections.ts";
import { examine } from "../../doctor/check-up.ts";
import { checkUps } from "../../doctor/registry.ts";
import type { Session } from "../../session.ts";
import { shownConnections } from "../../shown-connections.ts";
import { type HandlerGroup, handle } from "../handler.ts";
import { reachedBy } from "./reach.ts";
import { testSteps } from "./test-steps.ts";

/** The connections of `millrace.json`, and whether they and all else work. */
export function connectionHandlers(): HandlerGroup {
  return {
    handlers: [
      handle(listConnections, ({ session }) => connectionViews(session)),
      handle(testConnection, (context, { requestId, name }) =>
        testSteps(context, requestId, context.session.connectionTests(), name),
      ),
      handle(doctor, async ({ session, signal }) => {
        const findings: FindingView[] = [];
        for await (const finding of examine(checkUps(session, false), signal)) findings.push(finding);
        return findings;
      }),
    ],
  };
}

async function connectionViews(session: Session): Promise<readonly ConnectionView[]> {
  const { target } = session;
  return (await shownConnections(session)).map(({ mappedBy, ...shown }) => ({
    ...shown,
    standsFor: mappedBy.filter((mapped) => mapped.target === target?.name).map(({ name }) => name),
    reachedBy: reachedBy(target, shown.name) ?? null,
  }));
}
