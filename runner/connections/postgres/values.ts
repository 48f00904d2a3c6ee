/** Types whose values JavaScript holds exactly; all others stay as the server prints them. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [16, (text) => text === "t"], // bool
  [21, Number], // int2
  [23, Number], // int4
  [26, Number], // oid
  [700, Number], // float4
  [701, Number], // float8
]);

const asText = (text: string) => text;

/** The shape in which pg asks how to read a column. */
export const columnTypes = {
  getTypeParser: (typeOid: number) => PARSERS.get(typeOid) ?? asText,
};

/**
 * A value for $1, $2, … as pg should send it. Dates go as UTC text: pg would print them in the local zone,
 * which a `timestamp` column then keeps without its offset.
 */
export function toParameter(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toParameter);
  return value;
}
