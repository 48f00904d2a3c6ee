/** A SQL parameter names a file when it ends in `.sql` and has no white space; else it is the statement. */
export function isSqlFile(param: string): boolean {
  return /^\S+\.sql$/i.test(param);
}
