import type { RunnerClient } from "../runner-client.ts";
import type { ResultTab } from "./result-tab.ts";

/** What queries need of the world around them. */
export interface QueryWorld {
  client(folder: string): Promise<Pick<RunnerClient, "request" | "on">>;
  target(folder: string): ResultTab["target"];
  /** Rows that a statement fetches before it waits. */
  rowLimit(folder: string): number;
  /** Asks somebody whether to write on a production target. The target's name when they agreed. */
  consent(target: string): Promise<string | undefined>;
  /** Of a listener. */
  onError(error: unknown): void;
  newId(): string;
  /** Milliseconds since the epoch. */
  now(): number;
}
