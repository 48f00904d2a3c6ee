const QUIET = Symbol.for("millrace.quietSqliteWarning");

/**
 * Keeps Node's "SQLite is an experimental feature" (Node 22) from the user's terminal; every other warning stays.
 * To be called before `node:sqlite` is loaded: a static import of it anywhere in the program loads it first, so
 * callers load it by `process.getBuiltinModule` or `import()`. Calling it again does nothing.
 */
export function quietSqliteWarning(): void {
  const emit = process.emitWarning as typeof process.emitWarning & { [QUIET]?: true };
  if (emit[QUIET]) return;
  const quiet = (warning: string | Error, ...rest: unknown[]): void => {
    if (/^SQLite is an experimental feature/.test(typeof warning === "string" ? warning : warning.message))
      return;
    Reflect.apply(emit, process, [warning, ...rest]);
  };
  process.emitWarning = Object.assign(quiet, { [QUIET]: true as const }) as typeof process.emitWarning;
}
