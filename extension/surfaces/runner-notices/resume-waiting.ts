import type { RunView } from "../../../protocol/rpc/workspace.ts";
import type { CommandSubject } from "../../subject.ts";

export interface ResumeCall {
  readonly command: "millrace.resumeBackfill" | "millrace.retryFailed";
  readonly subject: CommandSubject;
}

/** The commands that go on with runs that were cut short: a backfill as a whole, other runs one by one. */
export function resumeCalls(
  waiting: readonly string[],
  openRuns: readonly Pick<RunView, "runId" | "dagId" | "backfillId">[],
  folder: string,
): readonly ResumeCall[] {
  const wanted = new Set(waiting);
  const left = openRuns.filter(({ runId }) => wanted.has(runId));
  const backfills = new Set(left.flatMap(({ backfillId }) => backfillId ?? []));
  return [
    ...[...backfills].map(
      (backfillId): ResumeCall => ({ command: "millrace.resumeBackfill", subject: { folder, backfillId } }),
    ),
    ...left
      .filter(({ backfillId }) => backfillId === null)
      .map(({ runId }): ResumeCall => ({ command: "millrace.retryFailed", subject: { folder, runId } })),
  ];
}
