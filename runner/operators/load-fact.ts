import { z } from "zod";
import type { LoadFactParams } from "../../protocol/operators/load-fact.ts";
import { append } from "../loads/append.ts";
import { describeCounts, loadTable } from "../loads/load.ts";
import { refuseDuplicate } from "../loads/refuse-duplicate.ts";
import { replaceInterval } from "../loads/replace-interval.ts";
import { tableName } from "../loads/table-name-param.ts";
import type { Operator } from "./operator.ts";

const REPEATABLE = 'mode "replaceInterval" with a `timeColumn`';

const params = z
  .strictObject({
    table: tableName,
    sql: z.string().min(1),
    create: z.string().min(1).exactOptional(),
    mode: z.enum(["append", "replaceInterval"]).exactOptional(),
    timeColumn: z.string().min(1).exactOptional(),
    allowDuplicates: z.boolean().exactOptional(),
    warehouse: z.string().min(1).exactOptional(),
  })
  .refine((given) => given.mode !== "replaceInterval" || given.timeColumn !== undefined, {
    message:
      'mode "replaceInterval" needs `timeColumn`: the column that says which interval a row belongs to',
    path: ["timeColumn"],
  });

/** Fills a fact table from a SELECT. */
export const loadFact: Operator<LoadFactParams> = {
  name: "loadFact",
  params,
  sqlParams: ["sql", "create"],
  connectionParams: { warehouse: "warehouse" },
  onRepeat({ mode, allowDuplicates }) {
    if (mode === "replaceInterval") return "safe";
    return allowDuplicates === true ? "duplicates" : "refused";
  },
  async execute(params, context) {
    const { identity, interval } = context;
    const { mode = "append", timeColumn, allowDuplicates = false } = params;
    const loads = await loadTable(params, mode, context, async (tx, load) => {
      if (mode === "replaceInterval" && timeColumn !== undefined) {
        return await replaceInterval(tx, load, interval, timeColumn);
      }
      if (!allowDuplicates) await refuseDuplicate(tx, load.target, identity, interval, REPEATABLE);
      return await append(tx, load);
    });
    for (const counts of loads) context.log(describeCounts(counts));
    return { kind: "success", loads };
  },
};
