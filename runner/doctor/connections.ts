import { connectionsOfTarget } from "../config/connections-of-target.ts";
import type { Settings } from "../config/load-config.ts";
import type { Target } from "../config/target-config.ts";
import type { ConnectionTests, StepResult } from "../connections/connection-test.ts";
import { runConnectionTest } from "../connections/connection-test.ts";
import type { CheckUp, Finding } from "./check-up.ts";

export interface ConnectionsLookedAt {
  readonly settings: () => Settings;
  readonly target: () => Target | undefined;
  readonly tests: () => ConnectionTests;
  readonly now: () => number;
}

/** The tests of `millrace connections test`, of the connections that the target has. */
export function connections({ settings, target, tests, now }: ConnectionsLookedAt): CheckUp {
  return {
    name: "connections",
    async look(signal) {
      const names = connectionsOfTarget(target(), settings().config);
      const opened = tests();
      try {
        const findings: Finding[] = [];
        for (const name of names) {
          const test = opened.of(name);
          try {
            const steps: StepResult[] = [];
            for await (const step of runConnectionTest(test, now, signal)) steps.push(step);
            findings.push(summary(name, steps));
          } finally {
            await test.close();
          }
        }
        return findings;
      } finally {
        await opened.close();
      }
    },
  };
}

function summary(name: string, steps: readonly StepResult[]): Finding {
  const failed = steps.find(({ outcome }) => outcome === "failed");
  if (failed?.error === undefined) return { health: "ok", text: `${name} works` };
  const { message, next } = failed.error;
  return {
    health: "problem",
    text: `${name} fails at the step "${failed.step}": ${message}`,
    ...(next !== undefined && { next }),
  };
}
