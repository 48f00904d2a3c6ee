import path from "node:path";
import type { StageFromS3Params } from "../../protocol/operators/stage-from-s3.ts";
import type { RowCounts } from "../../protocol/run.ts";
import { counted } from "../../protocol/text/counted.ts";
import { formatBytes } from "../../protocol/text/format-bytes.ts";
import type { Lake } from "../connections/lake.ts";
import type { Warehouse } from "../connections/warehouse.ts";
import { prepareLedger } from "../loads/ledger.ts";
import { commitOnce, loadSession } from "../loads/load.ts";
import type { TaskContext, TaskResult } from "../operators/operator.ts";
import { DataRefused } from "./copy-objects.ts";
import { parseKeyPattern } from "./key-pattern.ts";
import { listMatching } from "./list-matching.ts";
import type { Mapping } from "./map-columns.ts";
import { recordRejects } from "./rejects-table.ts";
import { describeReject, noObjects, notOnRedshift } from "./stage-errors.ts";
import { stageForRun } from "./stage-for-run.ts";
import { stageShared } from "./stage-shared.ts";
import type { Staged, StagingJob } from "./staging-job.ts";

/** Rejects that are told in the task's log; all that are kept are in the table. */
const LOGGED_REJECTS = 5;

/** Copies JSON files of a lake into a staging table: the work of the operator stageFromS3. */
export async function stage(params: StageFromS3Params, context: TaskContext): Promise<TaskResult> {
  const lake = await context.lake(params.lake);
  const patterns = [params.from].flat().map((text) => parseKeyPattern(context.render(text, "from")));
  const { objects, unmatched } = await listMatching(lake, patterns, context.signal);
  const bytes = objects.reduce((sum, object) => sum + object.size, 0);
  context.log(`${counted(objects.length, "object")}, ${formatBytes(bytes)}`);
  const { onEmpty = "fail" } = params;
  if (unmatched.length > 0 && onEmpty === "fail") throw noObjects(unmatched, lake.name);
  if (objects.length === 0 && onEmpty === "skip") {
    return { kind: "skipped", reason: noObjects(unmatched, lake.name).message };
  }
  const warehouse = await context.warehouse(params.warehouse);
  if (warehouse.dialect !== "postgres") throw notOnRedshift(warehouse.name);
  const written = context.render(params.table, "table");
  const job = await readJob(params, context, lake, written, objects);
  return await load(params.scope ?? "run", warehouse, context, job);
}

async function load(
  scope: "run" | "shared",
  warehouse: Warehouse,
  context: TaskContext,
  job: StagingJob,
): Promise<TaskResult> {
  const started = context.now();
  await prepareLedger(warehouse, context.signal);
  const plan = await (scope === "run" ? stageForRun : stageShared)(warehouse, context, job);
  let staged: Staged | undefined;
  try {
    const loads = await commitOnce(warehouse, plan.session, context, async (tx) => {
      staged = await plan.work(tx);
      return [staged.counts];
    });
    const note = report(loads[0], staged, context, started);
    return { kind: "success", loads, note };
  } catch (error) {
    if (!(error instanceof DataRefused)) throw error;
    await keepRejects(warehouse, context, job.written, error);
    throw error.error;
  }
}

/** The load's transaction is gone, so its rejects get one of their own. Failing to keep them hides no error. */
async function keepRejects(
  warehouse: Warehouse,
  context: TaskContext,
  table: string,
  { progress }: DataRefused,
): Promise<void> {
  const { kept, count: total } = progress.rejects;
  for (const reject of kept.slice(0, LOGGED_REJECTS)) context.log(`rejected: ${describeReject(reject)}`);
  if (total > LOGGED_REJECTS) context.log(`rejected: ${total - LOGGED_REJECTS} more`);
  try {
    const session = await loadSession(warehouse, context);
    await warehouse.transaction(session, (tx) => recordRejects(tx, context.identity, table, kept));
  } catch (error) {
    context.log(
      `The rejects could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Tells the log how it went; returns the same in short. */
function report(
  counts: RowCounts | undefined,
  staged: Staged | undefined,
  context: TaskContext,
  started: number,
): string {
  if (staged?.unchanged !== undefined) {
    context.log(staged.unchanged);
    return staged.unchanged;
  }
  const inserted = counts?.inserted ?? 0;
  const note = `${counted(inserted, "row")}${counts?.rejected ? `, ${counts.rejected} rejected` : ""}`;
  const seconds = Math.max(context.now() - started, 1) / 1000;
  context.log(`${counts?.table}: ${note}, ${seconds.toFixed(1)} s, ${Math.round(inserted / seconds)} rows/s`);
  const progress = staged?.progress;
  for (const reject of progress?.rejects.kept.slice(0, LOGGED_REJECTS) ?? []) {
    context.log(`rejected: ${describeReject(reject)}`);
  }
  const unseen = progress !== undefined && progress.read > 0 ? progress.unseenColumns() : [];
  if (unseen.length > 0) context.log(`No file has a field for: ${unseen.join(", ")} (NULL in all rows)`);
  return note;
}

async function readJob(
  params: StageFromS3Params,
  context: TaskContext,
  lake: Lake,
  written: string,
  objects: StagingJob["objects"],
): Promise<StagingJob> {
  return {
    lake,
    written,
    objects,
    mapping: await readMapping(params.json ?? "auto ignorecase", context),
    options: {
      timeFormat: params.timeFormat ?? "auto",
      emptyAsNull: params.emptyAsNull ?? false,
      blanksAsNull: params.blanksAsNull ?? false,
      truncateColumns: params.truncateColumns ?? false,
    },
    maxErrors: params.maxErrors ?? 0,
    ...(params.columns && { columns: params.columns }),
    ...(params.create !== undefined && { create: await context.sql(params.create, "create") }),
  };
}

async function readMapping(json: string, context: TaskContext): Promise<Mapping> {
  if (json === "auto" || json === "auto ignorecase") return { kind: "auto", ignoreCase: json !== "auto" };
  const file = path.posix.join(path.posix.dirname(context.position.file), json);
  return { kind: "paths", source: { file, text: await context.readFile(json, "json") } };
}
