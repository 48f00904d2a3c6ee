import { z } from "zod";
import type { RangeParams } from "../../protocol/checks/range.ts";
import { counted, countText } from "../../protocol/text/counted.ts";
import type { Check } from "./check.ts";
import { whereClause } from "./condition.ts";
import { textLiteral } from "./literal.ts";
import { columnName, columnSql, nameOfCheck, tableParams, tableRows } from "./table-params.ts";
import { valueText } from "./value.ts";
import { short } from "./wording.ts";

const bound = z.union([z.number(), z.string().min(1)]);

const params = z
  .strictObject({
    ...tableParams,
    column: columnName,
    min: bound.exactOptional(),
    max: bound.exactOptional(),
    exclusive: z.enum(["min", "max", "both"]).exactOptional(),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, {
    message: "give at least one of `min` and `max`",
  })
  .refine(({ min, max }) => typeof min !== "number" || typeof max !== "number" || min <= max, {
    message: "`min` is greater than `max`",
    path: ["min"],
  })
  .refine((given) => excluded(given).every((end) => given[end] !== undefined), {
    message: "a bound that is not given cannot be exclusive",
    path: ["exclusive"],
  });

/** Values between bounds. */
export const range: Check<RangeParams> = {
  kind: "range",
  params,
  sqlParams: [],
  counts: () => "row",
  defaultName: (params) => nameOfCheck("range", params, [params.column]),
  tables: ({ table }) => [table],
  async prepare(params, context) {
    const rows = tableRows(params, context);
    const column = columnSql(params.column, "column", context);
    const rendered = (end: "min" | "max"): Bound | undefined => {
      const value = params[end];
      if (value === undefined) return undefined;
      return {
        value: typeof value === "string" ? context.render(value, end) : value,
        isOutside: excluded(params).includes(end),
      };
    };
    const [min, max] = [rendered("min"), rendered("max")];
    const isBroken = [
      ...(min === undefined ? [] : [`${column} ${min.isOutside ? "<=" : "<"} ${boundSql(min)}`]),
      ...(max === undefined ? [] : [`${column} ${max.isOutside ? ">=" : ">"} ${boundSql(max)}`]),
    ].join(" OR ");
    return {
      form: "scan",
      ...rows,
      aggregates: [
        { name: "count", of: column },
        { name: "count", of: `CASE WHEN ${isBroken} THEN 1 END` },
        { name: "min", of: column },
        { name: "max", of: column },
      ],
      judge([all, broken, least, greatest]) {
        const [of, failed] = [Number(all), Number(broken)];
        return {
          observed: seen(failed, of, short(valueText(least)), short(valueText(greatest))),
          expected: `${params.column} ${boundsText(min, max)}`,
          value: failed,
          failed,
          of,
          isEmpty: of === 0,
        };
      },
      failingRows: `SELECT * FROM ${rows.table}${whereClause(rows.where, `(${isBroken})`)}`,
    };
  },
};

interface Bound {
  readonly value: number | string;
  readonly isOutside: boolean;
}

function excluded({ exclusive }: Pick<RangeParams, "exclusive">): readonly ("min" | "max")[] {
  if (exclusive === undefined) return [];
  return exclusive === "both" ? ["min", "max"] : [exclusive];
}

/** A number without quotes, so that a column of text is refused instead of compared letter by letter. */
function boundSql({ value }: Bound): string {
  return typeof value === "number" ? String(value) : textLiteral(value);
}

function seen(failed: number, of: number, least: string, greatest: string): string {
  if (failed > 0)
    return `${countText(failed)} of ${counted(of, "value")} outside (least ${least}, greatest ${greatest})`;
  return of === 0 ? "0 values" : `${counted(of, "value")} from ${least} to ${greatest}`;
}

function boundsText(min: Bound | undefined, max: Bound | undefined): string {
  if (min && max && !min.isOutside && !max.isOutside) return `from ${min.value} to ${max.value}`;
  return [
    ...(min === undefined ? [] : [`${min.isOutside ? "above" : "at least"} ${min.value}`]),
    ...(max === undefined ? [] : [`${max.isOutside ? "below" : "at most"} ${max.value}`]),
  ].join(" and ");
}
