import type { ConnectionView, FindingView, TestStepView } from "../../../protocol/rpc/connections.ts";
import {
  connectionTestStep,
  doctor,
  listConnections,
  testConnection,
} from "../../../protocol/rpc/connections.ts";
import type { StepResult } from "../../connections/connection-test.ts";
import { runConnectionTest } from "../../connections/connection-test.ts";
import { examine } from "../../doctor/check-up.ts";
import { checkUps } from "../../doctor/registry.ts";
import type { Session } from "../../session.ts";
import { shownConnections } from "../../shown-connections.ts";
import { type HandlerContext, type HandlerGroup, handle } from "../handler.ts";
import { reachedBy } from "./reach.ts";

/** The connections of `millrace.json`, and whether they and all else work. */
export function connectionHandlers(): HandlerGroup {
  return {
    handlers: [
      handle(listConnections, ({ session }) => connectionViews(session)),
      handle(testConnection, (context, { requestId, name }) => testSteps(context, requestId, name)),
      handle(doctor, async ({ session, signal }) => {
        const findings: FindingView[] = [];
        for await (const finding of examine(checkUps(session, false), signal)) findings.push(finding);
        return findings;
      }),
    ],
  };
}

function connectionViews(session: Session): readonly ConnectionView[] {
  const { target } = session;
  return shownConnections(session).map(({ mappedBy, ...shown }) => ({
    ...shown,
    standsFor: mappedBy.filter((mapped) => mapped.target === target?.name).map(({ name }) => name),
    reachedBy: reachedBy(target, shown.name) ?? null,
  }));
}

async function testSteps(
  { session, client, signal }: HandlerContext,
  requestId: string,
  name: string,
): Promise<readonly TestStepView[]> {
  const tests = session.connectionTests();
  try {
    const test = tests.of(name);
    const steps: TestStepView[] = [];
    try {
      for await (const result of runConnectionTest(test, session.now, signal)) {
        const step = stepView(result);
        steps.push(step);
        client.notify(connectionTestStep, { requestId, step });
      }
    } finally {
      await test.close();
    }
    return steps;
  } finally {
    await tests.close();
  }
}

function stepView({ step, outcome, found, error, milliseconds }: StepResult): TestStepView {
  const text = error?.message ?? found;
  return { step, outcome, text, ...(error?.next !== undefined && { next: error.next }), milliseconds };
}
