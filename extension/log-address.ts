/** The scheme of documents that show a task's log. */
export const LOG_SCHEME = "millrace-log";

export interface LogAddress {
  /** The text of the folder's URI. */
  readonly folder: string;
  readonly runId: string;
  readonly taskId: string;
  readonly tryNumber: number;
}

/** The parts of a log document's URI; its path is what the tab is called. */
export function logUriParts(
  address: LogAddress,
  label: string,
): { readonly scheme: string; readonly path: string; readonly query: string } {
  const { taskId, tryNumber } = address;
  const name = `${taskId} ${label} try ${tryNumber}.log`.replaceAll(/[/\\]/g, "-");
  return { scheme: LOG_SCHEME, path: `/${name}`, query: JSON.stringify(address) };
}

/** Undefined for a URI that nobody here has made. */
export function logAddressOf(query: string): LogAddress | undefined {
  try {
    const { folder, runId, taskId, tryNumber } = JSON.parse(query) as Record<string, unknown>;
    const isWhole = typeof folder === "string" && typeof runId === "string" && typeof taskId === "string";
    return isWhole && typeof tryNumber === "number" ? { folder, runId, taskId, tryNumber } : undefined;
  } catch {
    return undefined;
  }
}
