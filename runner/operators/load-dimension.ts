import { z } from "zod";
import type { LoadDimensionParams } from "../../protocol/operators/load-dimension.ts";
import { assertNever } from "../../protocol/user-error.ts";
import { append } from "../loads/append.ts";
import { describeCounts, loadTable } from "../loads/load.ts";
import { refuseDuplicate } from "../loads/refuse-duplicate.ts";
import { tableName } from "../loads/table-name-param.ts";
import { truncateInsert } from "../loads/truncate-insert.ts";
import { upsert } from "../loads/upsert.ts";
import type { Operator } from "./operator.ts";

const REPEATABLE = 'mode "upsert" with a `key`, or "truncateInsert"';

const params = z
  .strictObject({
    table: tableName,
    sql: z.string().min(1),
    create: z.string().min(1).exactOptional(),
    mode: z.enum(["upsert", "truncateInsert", "append"]).exactOptional(),
    key: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).exactOptional(),
    version: z.string().min(1).exactOptional(),
    allowDuplicates: z.boolean().exactOptional(),
    warehouse: z.string().min(1).exactOptional(),
  })
  .refine((given) => given.mode !== "upsert" || given.key !== undefined, {
    message: 'mode "upsert" needs `key`: the column or columns that identify a row',
    path: ["key"],
  })
  .refine((given) => given.version === undefined || modeOf(given) === "upsert", {
    message: '`version` has a meaning only with mode "upsert", which needs `key`',
    path: ["version"],
  });

/** Fills a dimension table from a SELECT; loads into one table go one after another. */
export const loadDimension: Operator<LoadDimensionParams> = {
  name: "loadDimension",
  params,
  sqlParams: ["sql", "create"],
  connectionParams: { warehouse: "warehouse" },
  onRepeat(params) {
    if (modeOf(params) !== "append") return "safe";
    return params.allowDuplicates === true ? "duplicates" : "refused";
  },
  async execute(params, context) {
    const mode = modeOf(params);
    const key = typeof params.key === "string" ? [params.key] : (params.key ?? []);
    const loads = await loadTable(params, mode, context, async (tx, load) => {
      await tx.lockForLoad(load.target.ref);
      switch (mode) {
        case "upsert":
          return await upsert(tx, load, key, params.version);
        case "truncateInsert":
          return await truncateInsert(tx, load);
        case "append": {
          const { identity, interval } = context;
          if (!params.allowDuplicates) {
            await refuseDuplicate(tx, load.target, identity, interval, REPEATABLE);
          }
          return await append(tx, load);
        }
        default:
          return assertNever(mode);
      }
    });
    for (const counts of loads) context.log(describeCounts(counts));
    return { kind: "success", loads };
  },
};

function modeOf(params: Pick<LoadDimensionParams, "mode" | "key">) {
  return params.mode ?? (params.key === undefined ? "truncateInsert" : "upsert");
}
