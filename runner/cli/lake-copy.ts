import { formatBytes } from "../../protocol/text/format-bytes.ts";
import { safeText } from "../core/safe-text.ts";
import type { Copied } from "../lakes/copy.ts";
import { copyObjects } from "../lakes/copy.ts";
import { destinationOf } from "../lakes/destination.ts";
import type { CopyRequest, PreparedCopy } from "../lakes/prepare-copy.ts";
import { prepareCopy, requireApart } from "../lakes/prepare-copy.ts";
import { findSource } from "../lakes/source.ts";
import { redactError } from "../secrets/redact-error.ts";
import { allowWrites } from "./allow-writes.ts";
import type { CommandContext, CommandOptions, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import { accessOf, openPlace } from "./lake-places.ts";
import { numberOption } from "./number-option.ts";
import type { CopyView } from "./render/copy-progress.ts";
import { liveCopy, noProgress, plainCopy } from "./render/copy-progress.ts";
import { copySummary, leftNotes } from "./render/copy-summary.ts";
import { jsonDocument, jsonError } from "./render/json.ts";
import { countOf } from "./render/number.ts";
import { renderUserError } from "./render/user-error.ts";

/** Copies an object, or all below a place, to another place. What is there already is left alone. */
export async function copyLake(
  context: CommandContext,
  from: string,
  to: string,
  options: CommandOptions,
): Promise<ExitCode> {
  const jobs = numberOption(options, "--jobs", { least: 1, most: 256 }) ?? 16;
  const source = await openPlace(context, from, accessOf(options, "source"), "read");
  try {
    const found = await findSource(source.lake, source.key, context.interrupted);
    const use = found.kind === "object" ? "file or folder" : "folder";
    const destination = await openPlace(context, to, accessOf(options, "destination"), use);
    try {
      const isDry = options["dryRun"] === true;
      const request: CopyRequest = {
        ...{ source, found, destination },
        where: destinationOf(found.kind, destination.key),
        include: patterns(options, "include"),
        exclude: patterns(options, "exclude"),
        force: options["force"] === true,
        mayTry: !isDry,
      };
      requireApart(request);
      if (isDry) return await showCopy(context, request);
      if (destination.connection !== undefined) {
        const session = context.session();
        for (const guard of session.lakeGuards(destination.connection)) {
          const isOther = guard.target?.name !== session.target?.name;
          await allowWrites(context, guard, isOther ? destination.connection : undefined);
          guard.writes.require();
        }
      }
      return await doCopy(context, request, jobs, options["quiet"] === true);
    } finally {
      await destination.close();
    }
  } finally {
    await source.close();
  }
}

function patterns(options: CommandOptions, name: string): readonly string[] {
  return (options[name] as readonly string[] | undefined) ?? [];
}

async function doCopy(
  context: CommandContext,
  request: CopyRequest,
  jobs: number,
  isQuiet: boolean,
): Promise<ExitCode> {
  const { interrupted, now, print, redactor, stderr, style, width } = context;
  const view = viewOf(context, request, isQuiet);
  interrupted.addEventListener("abort", view.stopping);
  let prepared: PreparedCopy;
  let result: Copied;
  let took: number;
  try {
    prepared = await prepareCopy(request, view.listed, interrupted);
    view.begins(prepared.items.count, prepared.bytes);
    const startedAt = now();
    result = await copyObjects(prepared.items, {
      source: request.source.lake,
      writer: request.destination.writer,
      jobs,
      signal: interrupted,
      onEvent: view.onEvent,
      clean: (error) => redactError(error, redactor),
    });
    took = now() - startedAt;
  } catch (error) {
    view.finish(() => []);
    throw error;
  } finally {
    interrupted.removeEventListener("abort", view.stopping);
  }
  const wasInterrupted = interrupted.aborted;
  const toCopy = prepared.items.count;
  view.finish((columns) =>
    copySummary({ ...prepared, toCopy, result, wasInterrupted, took }, columns, style),
  );
  const errors = [...prepared.impossible, ...result.failures].map(({ error }) => error);
  if (context.json) print(copyDocument(request, prepared, result, wasInterrupted));
  else if (isQuiet) for (const error of errors) stderr.write(`${renderUserError(error, width, style)}\n`);
  if (wasInterrupted) return EXIT.cancelled;
  return errors.length === 0 ? EXIT.ok : EXIT.failed;
}

function viewOf(
  { json, style, stdout, now, print }: CommandContext,
  { source, destination }: CopyRequest,
  isQuiet: boolean,
): CopyView {
  if (json || isQuiet) return noProgress();
  const title = `${source.text} → ${destination.text}`;
  if (stdout.isTTY) return liveCopy({ title, style, stream: stdout, now });
  return plainCopy({ title, style, now, write: print });
}

async function showCopy(context: CommandContext, request: CopyRequest): Promise<ExitCode> {
  const { source, destination } = request;
  const prepared = await prepareCopy(request, () => {}, context.interrupted);
  const { items, bytes, there, markers, leftOut, impossible } = prepared;
  if (context.json) {
    const objects = Array.from(items, ({ object, key, reason }) => ({
      from: source.describe(object.key),
      to: destination.describe(key),
      bytes: object.size,
      reason,
    }));
    const counts = { toCopy: items.count, bytes, there, markers, leftOut };
    const failures = impossible.map(({ key, error }) => ({ key, ...jsonError(error) }));
    const document = { source: source.text, destination: destination.text, ...counts, objects, failures };
    context.print(jsonDocument(document));
    return EXIT.ok;
  }
  const { style, width } = context;
  for (const { object, key, reason } of items) {
    const arrow = `${safeText(source.describe(object.key))} → ${safeText(destination.describe(key))}`;
    context.print(`${arrow}  ${style.paint.dim(`${formatBytes(object.size)}, ${reason}`)}\n`);
  }
  for (const { error } of impossible) context.print(`${renderUserError(error, width, style)}\n`);
  const notes = [
    `Would copy ${countOf(items.count, "object")} (${formatBytes(bytes)})`,
    ...leftNotes(prepared),
  ];
  context.print(`${notes.join("; ")}.\n`);
  return EXIT.ok;
}

function copyDocument(
  { source, destination }: CopyRequest,
  { items, there, markers, leftOut, impossible }: PreparedCopy,
  { copied, bytes, within, failures, stoppedBy }: Copied,
  wasInterrupted: boolean,
): string {
  return jsonDocument({
    source: source.text,
    destination: destination.text,
    copied,
    bytes,
    within,
    there,
    markers,
    leftOut,
    left: items.count - copied - failures.length,
    cancelled: wasInterrupted,
    stopped: stoppedBy === undefined ? null : jsonError(stoppedBy).error,
    failures: [
      ...impossible.map(({ key, error }) => ({ key, ...jsonError(error) })),
      ...failures.map(({ item, error }) => ({ key: source.describe(item.object.key), ...jsonError(error) })),
    ],
  });
}
