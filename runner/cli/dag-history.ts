import { existsSync } from "node:fs";
import path from "node:path";
import type { DagSpec } from "../../protocol/dag.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Session } from "../session.ts";
import { withoutFile } from "../without-file.ts";
import type { CommandContext } from "./command.ts";
import { wrap } from "./render/fit.ts";

/** A DAG whose runs are looked at. */
export interface DagWithHistory {
  readonly dag: DagSpec;
  /** Why nothing is known of the DAG but its runs; undefined when its file could be read. */
  readonly unreadable: string | undefined;
}

/** The DAG of that id, also one that is broken or gone if it has runs. Throws a UserError when there is none. */
export async function dagWithHistory(session: Session, dagId: string): Promise<DagWithHistory> {
  try {
    return { dag: await session.dag(dagId), unreadable: undefined };
  } catch (error) {
    if (!(error instanceof UserError) || !hasRuns(session, dagId)) throw error;
    if (error.code === "broken-dag")
      return historyOnly(dagId, `${dagId} has problems now (\`millrace validate\` shows them)`);
    if (error.code === "unknown-dag")
      return historyOnly(dagId, `${dagId} is in no DAG file now (\`millrace validate\` tells of problems)`);
    throw error;
  }
}

/** That line, as the command prints it. */
export function unreadableLine(unreadable: string, { style, width }: CommandContext): string {
  return `${wrap(unreadable, width).map(style.paint.yellow).join("\n")}\n`;
}

function hasRuns(session: Session, dagId: string): boolean {
  // Looking for a mistyped id makes no history.
  const isThere = existsSync(path.join(session.stateFolder, "history.db"));
  return isThere && session.history().latestRun(dagId) !== undefined;
}

function historyOnly(dagId: string, why: string): DagWithHistory {
  return { dag: withoutFile(dagId), unreadable: `${why}: this is its history, in UTC.` };
}
