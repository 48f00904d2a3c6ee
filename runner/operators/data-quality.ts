import { z } from "zod";
import type { DataQualityParams } from "../../protocol/operators/data-quality.ts";
import type { CheckResult } from "../../protocol/run.ts";
import type { Operator } from "./operator.ts";

const params = z.strictObject({ warehouse: z.string().min(1).exactOptional() });

/** Evaluates the task's checks, all of them even when one has failed. */
export const dataQuality: Operator<DataQualityParams> = {
  name: "dataQuality",
  params,
  sqlParams: [],
  connectionParams: { warehouse: "warehouse" },
  async execute(params, context) {
    const warehouse = await context.warehouse(params.warehouse);
    const checks: CheckResult[] = [];
    for (const check of context.checks) {
      context.signal.throwIfAborted();
      const result = await context.evaluateCheck(check, warehouse);
      context.log(describeCheck(result));
      checks.push(result);
    }
    const failed = checks.filter((check) => check.outcome === "fail" || check.outcome === "error");
    if (failed.length === 0) return { kind: "success", checks };
    return {
      kind: "failed",
      code: "checks-failed",
      message: `${failed.length} of ${checks.length} checks failed: ${failed.map(describeFailure).join("; ")}.`,
      next: "Look at the rows behind the failed checks, then run the task again.",
      // Airflow's check operators retry too: late data may have arrived by then.
      retryable: true,
      checks,
    };
  },
};

function describeCheck(result: CheckResult): string {
  if (result.outcome === "error") return `error: ${result.name}: ${result.message}`;
  return `${result.outcome}: ${result.name}: observed ${result.observed}, expected ${result.expected}`;
}

function describeFailure(result: CheckResult): string {
  const message = result.message.replace(/\.$/, "");
  if (result.outcome === "error") return `${result.name}: could not be evaluated (${message})`;
  return `${result.name}: observed ${result.observed}, expected ${result.expected}`;
}
