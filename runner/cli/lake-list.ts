import path from "node:path";
import { formatBytes } from "../../protocol/text/format-bytes.ts";
import type { Lake, LakeEntry, LakeObject } from "../connections/lake.ts";
import { safeText } from "../core/safe-text.ts";
import type { KnownLake } from "../lakes/address.ts";
import { findSource, nothingThere } from "../lakes/source.ts";
import { requireUsableConfig } from "../project.ts";
import type { CommandContext, CommandOptions, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import { accessOf, openPlace } from "./lake-places.ts";
import { numberOption } from "./number-option.ts";
import { padStart } from "./render/fit.ts";
import { jsonDocument } from "./render/json.ts";
import { countOf } from "./render/number.ts";
import { renderTable } from "./render/table.ts";
import { targetLine } from "./render/target-line.ts";
import { requireWorkspace } from "./require-workspace.ts";

/** The lakes of the workspace on its target. */
export async function listLakes(context: CommandContext): Promise<ExitCode> {
  const session = context.session();
  await requireWorkspace(session);
  requireUsableConfig(session.settings());
  const { lakes } = await session.lakes();
  const rows = lakes.map((lake) => ({
    name: lake.name,
    type: lake.type,
    place: placeOf(lake, session.workspace),
  }));
  if (context.json) {
    context.print(jsonDocument({ target: session.target?.name ?? null, lakes: rows }));
    return EXIT.ok;
  }
  const { style, width } = context;
  context.print(targetLine(session.target, style));
  if (rows.length === 0) {
    context.print("No connection here is a lake.\n");
    return EXIT.ok;
  }
  const cells = rows.map(({ name, type, place }) => [`${name}:`, type, place]);
  context.print(`${renderTable({ columns: ["lake", "type", "where"], rows: cells, width, style })}\n`);
  return EXIT.ok;
}

function placeOf(lake: KnownLake, workspace: string): string {
  if (lake.type === "s3") return `s3://${lake.bucket}/${lake.prefix}`;
  const relative = path.relative(workspace, lake.root);
  return relative === "" ? "." : relative.startsWith("..") ? lake.root : relative;
}

interface Counts {
  folders: number;
  objects: number;
  bytes: number;
  hasMore: boolean;
}

/** What is at a place, in the order of the keys: one level of it, or all. */
export async function listLake(
  context: CommandContext,
  text: string,
  options: CommandOptions,
): Promise<ExitCode> {
  const limit = numberOption(options, "--limit", { least: 1 }) ?? Number.POSITIVE_INFINITY;
  const place = await openPlace(context, text, accessOf(options, "source"), "read");
  try {
    const entries = await entriesAt(
      place.lake,
      place.key,
      options["recursive"] === true,
      context.interrupted,
    );
    const counts: Counts = { folders: 0, objects: 0, bytes: 0, hasMore: false };
    const found: object[] = [];
    for await (const entry of entries) {
      if (counts.folders + counts.objects === limit) {
        counts.hasMore = true;
        break;
      }
      if (!context.json && counts.folders + counts.objects === 0) context.print(headLines(context));
      if (entry.kind === "folder") counts.folders += 1;
      else {
        counts.objects += 1;
        counts.bytes += entry.object.size;
      }
      if (context.json) found.push(entryDocument(entry));
      else context.print(`${entryLine(entry, context)}\n`);
    }
    context.interrupted.throwIfAborted();
    if (counts.folders + counts.objects === 0 && place.key !== "")
      throw nothingThere(text, await near(place.lake, place.key, place.describe, context.interrupted));
    if (context.json) context.print(jsonDocument({ place: text, entries: found, ...counts }));
    else context.print(`${summary(counts, text, context)}\n`);
    return EXIT.ok;
  } finally {
    await place.close();
  }
}

async function entriesAt(
  lake: Lake,
  key: string,
  isRecursive: boolean,
  signal: AbortSignal,
): Promise<AsyncIterable<LakeEntry>> {
  const source = await findSource(lake, key, signal);
  if (source.kind === "object") return asEntries([source.object]);
  // A pattern's `*` reaches into folders.
  if (isRecursive || source.isPattern) return asEntries(source.list(signal));
  return lake.level(source.base, signal);
}

async function* asEntries(
  objects: Iterable<LakeObject> | AsyncIterable<LakeObject>,
): AsyncGenerator<LakeEntry> {
  for await (const object of objects) yield { kind: "object", object };
}

/** Entries whose names begin as the last name of a key does. */
async function near(
  lake: Lake,
  key: string,
  describe: (key: string) => string,
  signal: AbortSignal,
): Promise<string[]> {
  const start = key.replace(/\/+$/, "").replace(/[*?[].*$/s, "");
  const names: string[] = [];
  for await (const entry of lake.level(start, signal)) {
    names.push(describe(entry.kind === "folder" ? entry.prefix : entry.object.key));
    if (names.length === 3) break;
  }
  return names;
}

const SIZE = 10;
const TIME = 19;

function headLines({ style }: CommandContext): string {
  const rule = [SIZE, TIME, SIZE].map((columns) => (style.unicode ? "─" : "-").repeat(columns)).join("  ");
  const names = `${"size".padStart(SIZE)}  ${"modified (UTC)".padEnd(TIME)}  key`;
  return `${style.paint.bold(names)}\n${style.paint.dim(rule)}\n`;
}

/** `    5.2 MB  2018-11-01 12:00:00  log_data/2018/11/a.json`. Keys are never cut: they are there to be copied. */
function entryLine(entry: LakeEntry, { style }: CommandContext): string {
  if (entry.kind === "folder") {
    const columns = `${"folder".padStart(SIZE)}  ${" ".repeat(TIME)}`;
    return `${style.paint.dim(columns)}  ${style.paint.cyan(safeText(entry.prefix))}`;
  }
  const { key, size, lastModified } = entry.object;
  const time = lastModified.toISOString().slice(0, TIME).replace("T", " ");
  return `${padStart(formatBytes(size), SIZE)}  ${style.paint.dim(time)}  ${safeText(key)}`;
}

function summary(
  { folders, objects, bytes, hasMore }: Counts,
  text: string,
  { style }: CommandContext,
): string {
  if (folders + objects === 0) return `There is nothing in ${safeText(text)}.`;
  const counted = [
    ...(folders > 0 ? [countOf(folders, "folder")] : []),
    ...(objects > 0 ? [`${countOf(objects, "object")} (${formatBytes(bytes)})`] : []),
  ].join(" and ");
  return style.paint.dim(hasMore ? `The first ${counted}; there are more.` : counted);
}

function entryDocument(entry: LakeEntry): object {
  if (entry.kind === "folder") return { kind: "folder", key: entry.prefix };
  const { key, size, etag, lastModified } = entry.object;
  return { kind: "object", key, size, etag, modifiedAt: lastModified.getTime() };
}
