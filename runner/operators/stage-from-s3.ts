import { z } from "zod";
import type { StageFromS3Params } from "../../protocol/operators/stage-from-s3.ts";
import { tableName } from "../loads/table-name-param.ts";
import { parseKeyPattern } from "../staging/key-pattern.ts";
import { stage } from "../staging/stage.ts";
import { keyText } from "./key-text.ts";
import type { Operator } from "./operator.ts";

const name = z.string().min(1);

const params: z.ZodType<StageFromS3Params> = z
  .strictObject({
    from: z.union([keyText, z.array(keyText).min(1)]),
    table: tableName,
    create: name.exactOptional(),
    json: z
      .string()
      .refine((json) => json === "auto" || json === "auto ignorecase" || json.endsWith(".json"), {
        message: 'must be "auto", "auto ignorecase" or the path of a JSONPaths file that ends in .json',
      })
      .exactOptional(),
    columns: z.array(name).min(1).exactOptional(),
    timeFormat: z.enum(["auto", "epochsecs", "epochmillisecs"]).exactOptional(),
    emptyAsNull: z.boolean().exactOptional(),
    blanksAsNull: z.boolean().exactOptional(),
    truncateColumns: z.boolean().exactOptional(),
    maxErrors: z.int().min(0).exactOptional(),
    scope: z.enum(["run", "shared"]).exactOptional(),
    onEmpty: z.enum(["fail", "skip", "load"]).exactOptional(),
    lake: name.exactOptional(),
    warehouse: name.exactOptional(),
  })
  .refine((given) => given.scope === "shared" || !/^[^"{]*\./.test(given.table), {
    message:
      'a schema can only be named with scope "shared"; a run\'s staging tables have a schema of their own',
    path: ["table"],
  });

/** Copies JSON files of a lake into a staging table. */
export const stageFromS3: Operator<StageFromS3Params> = {
  name: "stageFromS3",
  params,
  sqlParams: ["create"],
  fileParams: ["json"],
  connectionParams: { warehouse: "warehouse", lake: "lake" },
  onRepeat: () => "safe",
  runTables: ({ scope, table }) => (scope === "shared" ? [] : [table]),
  sources({ from, lake, onEmpty = "fail" }, render) {
    return [from].flat().map((entry) => {
      const { kind, text } = parseKeyPattern(render(entry, "from"));
      return { kind, text, ...(lake !== undefined && { lake }), isOptional: onEmpty !== "fail" };
    });
  },
  execute: stage,
};
