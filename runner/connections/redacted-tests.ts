import { redactError } from "../secrets/redact-error.ts";
import { redactTexts } from "../secrets/redact-texts.ts";
import type { Redactor } from "../secrets/secrets.ts";
import type { ConnectionTest, ConnectionTests, TestStep } from "./connection-test.ts";

/** The same tests; what they find and what goes wrong has no secret in it. */
export function redactedTests(tests: ConnectionTests, redactor: Pick<Redactor, "redact">): ConnectionTests {
  return {
    of: (name) => redactedTest(tests.of(name), redactor),
    close: () => tests.close(),
  };
}

export function redactedTest(test: ConnectionTest, redactor: Pick<Redactor, "redact">): ConnectionTest {
  return {
    steps: test.steps.map((step) => redactedStep(step, redactor)),
    close: () => test.close(),
  };
}

function redactedStep({ name, run }: TestStep, redactor: Pick<Redactor, "redact">): TestStep {
  return {
    name,
    async run(signal) {
      try {
        const finding = await run(signal);
        return "found" in finding
          ? redactTexts(finding, redactor)
          : { skipped: redactor.redact(finding.skipped) };
      } catch (error) {
        throw redactError(error, redactor);
      }
    },
  };
}
