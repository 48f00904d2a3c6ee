import type { TestStepView } from "../../../protocol/rpc/connections.ts";
import { connectionTestStep } from "../../../protocol/rpc/connections.ts";
import type { ConnectionTests, StepResult } from "../../connections/connection-test.ts";
import { runConnectionTest } from "../../connections/connection-test.ts";
import type { HandlerContext } from "../handler.ts";

/** Takes the steps of a connection's test, tells the client of each, and closes the tests. */
export async function testSteps(
  { session, client, signal }: HandlerContext,
  requestId: string,
  tests: ConnectionTests,
  name: string,
): Promise<readonly TestStepView[]> {
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
  const { next, setting } = error ?? {};
  return {
    step,
    outcome,
    text,
    ...(next !== undefined && { next }),
    ...(setting !== undefined && { setting }),
    milliseconds,
  };
}
