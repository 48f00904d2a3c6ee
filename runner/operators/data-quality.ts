import { z } from "zod";
import type { DataQualityParams } from "../../protocol/operators/data-quality.ts";
import type { Operator } from "./operator.ts";

const params = z.strictObject({ warehouse: z.string().min(1).exactOptional() });

/** Evaluates the task's checks, and does nothing else. */
export const dataQuality: Operator<DataQualityParams> = {
  name: "dataQuality",
  params,
  sqlParams: [],
  connectionParams: { warehouse: "warehouse" },
  onRepeat: () => "safe",
  async execute(params, context) {
    const warehouse = await context.warehouse(params.warehouse);
    return { kind: "success", checks: await context.evaluateChecks(context.checks, warehouse) };
  },
};
