import type { PgSession } from "./session.ts";
import { runQuery } from "./statements.ts";

export interface TypeName {
  readonly name: string;
  readonly isNumeric: boolean;
}

/** What the types of a server are called, by OID. */
export interface TypeNames {
  /** Asks for those that are not known yet, when there are any. Throws pg's errors. */
  learn(session: PgSession, oids: readonly number[]): Promise<void>;
  of(oid: number): TypeName;
}

const NAMES = `
SELECT oid, format_type(oid, NULL), typcategory = 'N' FROM pg_catalog.pg_type
WHERE typtype <> 'c' AND (typelem = 0 OR oid < 16384) OR oid = ANY ($1)`;

export function typeNames(): TypeNames {
  const known = new Map<number, TypeName>();
  // Could not be asked for when they came: the next session does.
  const wanted = new Set<number>();
  return {
    async learn(session, oids) {
      // All that a server has of its own are asked for at once, before the first statement.
      const asked = [...oids, ...wanted].filter((oid) => !known.has(oid));
      if (known.size > 0 && asked.length === 0) return;
      wanted.clear();
      const { rows } = await runQuery(session, NAMES, [asked]);
      for (const [oid, name, isNumeric] of rows)
        known.set(Number(oid), { name: String(name), isNumeric: isNumeric === true });
    },
    of: (oid) => {
      const name = known.get(oid);
      if (name === undefined) wanted.add(oid);
      return name ?? { name: `type ${oid}`, isNumeric: false };
    },
  };
}
