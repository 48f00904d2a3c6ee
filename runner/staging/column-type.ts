import type { Column } from "../connections/warehouse.ts";

/** A column's type, taken apart. */
export interface ColumnType {
  /** `character varying`, `timestamp without time zone`. */
  readonly name: string;
  /** Length or precision, where it has one. */
  readonly size?: number;
  /** Digits after the point. */
  readonly scale?: number;
}

const TYPE = /^([a-z" ]+?)(?:\((-?\d+)(?:,(-?\d+))?\))?( with(?:out)? time zone)?$/;

/** A domain's values are of the type below it, which also has COPY's format. */
export function valueType({ type, baseType }: Column): string {
  return baseType ?? type;
}

/** Takes a type apart as the server writes it; one in another form (`mart.mood`, `integer[]`) is all name. */
export function parseType(type: string): ColumnType {
  const match = TYPE.exec(type);
  if (match === null) return { name: type };
  const [, word, size, scale, zone = ""] = match;
  return {
    name: `${word}${zone}`,
    ...(size !== undefined && { size: Number(size) }),
    ...(scale !== undefined && { scale: Number(scale) }),
  };
}
