/** Other names of types, by the name that catalogs use. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  smallint: ["int2", "smallserial", "serial2"],
  integer: ["int", "int4", "serial", "serial4"],
  bigint: ["int8", "bigserial", "serial8"],
  real: ["float4"],
  "double precision": ["float8", "float"],
  numeric: ["decimal", "dec"],
  boolean: ["bool"],
  character: ["char", "nchar", "national character", "national char"],
  "character varying": [
    "varchar",
    "char varying",
    "nvarchar",
    "national character varying",
    "national char varying",
  ],
  "bit varying": ["varbit"],
  "timestamp without time zone": ["timestamp"],
  "timestamp with time zone": ["timestamptz"],
  "time without time zone": ["time"],
  "time with time zone": ["timetz"],
};

const BY_NAME = new Map(
  Object.entries(NAMES).flatMap(([name, others]) => [name, ...others].map((each) => [each, name] as const)),
);

/** A name, which may go on after the arguments, and the brackets of an array. */
const TYPE = /^([^([]*?)\s*(?:\(([^)]*)\))?\s*((?:with|without) time zone)?((?:\s*\[\d*\])*)$/;

/**
 * A type as catalogs name it, however an author writes it: `INT` is `integer`, `varchar( 20 )` is
 * `character varying(20)`, `timestamptz(3)` is `timestamp(3) with time zone`. What it does not know stays, with
 * blanks and capitals evened out.
 */
export function normalizeSqlType(type: string): string {
  const text = evenedOut(type);
  const match = TYPE.exec(text);
  if (match === null) return text;
  const [, base = "", given, zone, brackets = ""] = match;
  const written = [base.replace(/^pg_catalog\./, ""), zone].filter((part) => part).join(" ");
  const isArray = brackets !== "" || / array$/.test(written);
  const name = written.replace(/ array$/, "");
  const { known, args } = withArguments(BY_NAME.get(name) ?? name, name, given?.replace(/\s/g, ""));
  return `${placeArguments(known, args)}${isArray ? "[]" : ""}`;
}

/** The arguments that a type has although nobody writes them, and those that only choose another type. */
function withArguments(known: string, written: string, args: string | undefined) {
  if (written === "float" && args !== undefined) {
    return { known: Number(args) <= 24 ? "real" : "double precision", args: undefined };
  }
  // Without a length, bpchar has none, and char has 1.
  if (written === "bpchar") return { known: args === undefined ? "bpchar" : "character", args };
  if (known === "character" || known === "bit") return { known, args: args ?? "1" };
  if (known === "numeric" && args !== undefined && !args.includes(",")) return { known, args: `${args},0` };
  return { known, args };
}

/** After the first word of times, after the name of all others. */
function placeArguments(known: string, args: string | undefined): string {
  if (args === undefined) return known;
  const [first = "", ...zone] = /^(?:timestamp|time) with/.test(known) ? known.split(" ") : [known];
  return [`${first}(${args})`, ...zone].join(" ");
}

/** In small letters with single blanks, but for names in quotes. */
function evenedOut(type: string): string {
  return type
    .trim()
    .split(/("(?:[^"]|"")*")/)
    .map((part, index) => (index % 2 === 1 ? part : part.toLowerCase().replace(/\s+/g, " ")))
    .join("");
}
