/** As a Postgres name that means exactly this: `"mart"."song plays"`. */
export function quotedName(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
}

const PLAIN = /^[\p{L}_][\p{L}\p{N}_$]*(\.[\p{L}_][\p{L}\p{N}_$]*)*$/u;

/**
 * A table as its author wrote it in a DAG file (`songplays`, `mart.songplays`), which the server reads as it reads it
 * there. What could be more than a name is quoted.
 */
export function authorsTable(table: string): string {
  return PLAIN.test(table) ? table : quotedName(table);
}
