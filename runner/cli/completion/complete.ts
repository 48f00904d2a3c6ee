import type { Command } from "commander";
import type { Session } from "../../session.ts";
import { type Cursor, readCursor } from "./cursor.ts";
import { sourceOf } from "./sources.ts";

interface Candidate {
  readonly value: string;
  readonly description?: string | null | undefined;
}

/** In place of values: the shell itself knows files and folders. */
type Candidates = readonly Candidate[] | ":files" | ":folders";

/**
 * What could stand at the cursor: lines of a value, a tab and what it means; or `:files` or `:folders`.
 * `openSession` is given the values of `--workspace` and `--target`.
 */
export async function complete(
  program: Command,
  words: readonly string[],
  openSession: (options: { readonly workspace?: string; readonly target?: string }) => Session,
): Promise<readonly string[]> {
  const cursor = readCursor(program, words);
  const workspace = cursor.options.get("--workspace");
  const target = cursor.options.get("--target");
  const session = (): Session => openSession({ ...(workspace && { workspace }), ...(target && { target }) });
  const found = await candidates(cursor, program, session);
  if (typeof found === "string") return [found];
  return found
    .filter(({ value }) => value.startsWith(cursor.typed))
    .map(({ value, description }) => `${cursor.prefix}${value}\t${oneLine(description ?? "")}`);
}

async function candidates(cursor: Cursor, program: Command, session: () => Session): Promise<Candidates> {
  const { expects, command } = cursor;
  switch (expects.kind) {
    case "nothing":
      return [];
    case "command":
      return program
        .createHelp()
        .visibleCommands(program)
        .map((known) => ({ value: known.name(), description: known.description() }));
    case "option":
      return optionCandidates(command, program);
    case "value":
      return expects.of.argChoices?.map((value) => ({ value })) ?? (await valuesOf(cursor, session));
  }
}

function optionCandidates(command: Command, program: Command): readonly Candidate[] {
  const known = [...command.options, ...(command === program ? [] : program.options)];
  const help = { long: "--help", description: "show help" };
  const unique = new Map([...known, help].map((option) => [option.long, option.description]));
  return [...unique].flatMap(([value, description]) => (value ? [{ value, description }] : []));
}

async function valuesOf(cursor: Cursor, session: () => Session): Promise<Candidates> {
  if (cursor.expects.kind !== "value") return [];
  const source = sourceOf(cursor.expects.of);
  switch (source) {
    case "files":
      return ":files";
    case "folders":
      return ":folders";
    case "targets":
      return Object.values(session().settings().config.targets).map(({ name, description }) => ({
        value: name,
        description,
      }));
    case "connections":
      return Object.entries(session().settings().config.connections).map(([value, { type }]) => ({
        value,
        description: type,
      }));
    case "places":
      return places(cursor, session());
    case "dags":
      return dags(session());
    case "dags or backfills": {
      const known = await dags(session());
      // To look for backfills in a folder that is no workspace would leave a history there.
      return known.length === 0 ? [] : [...known, ...backfills(session())];
    }
    case "tasks":
      return tasks(cursor, session());
    case "selection":
      return selections(cursor, await tasks(cursor, session()));
    case "free":
    case undefined:
      return [];
  }
}

/** Lakes by name, as long as one of them can be meant; else files. */
async function places({ typed }: Cursor, session: Session): Promise<Candidates> {
  const { lakes } = await session.lakes();
  const found = lakes.map(({ name, type }) => ({ value: `${name}:`, description: type }));
  return found.some(({ value }) => value.startsWith(typed)) ? found : ":files";
}

async function dags(session: Session): Promise<readonly Candidate[]> {
  return (await session.listedDags()).map(({ id, description }) => ({ value: id, description }));
}

function backfills(session: Session): readonly Candidate[] {
  return session
    .history()
    .backfills()
    .map(({ backfillId, dagId, from, to }) => ({
      value: backfillId,
      description: `${dagId} ${from} – ${to}`,
    }));
}

/** Of the DAG that the words before have named; of all when they have named none. */
async function tasks({ args, options }: Cursor, session: Session): Promise<readonly Candidate[]> {
  const dagId = options.get("--dag") ?? args[0];
  const listed = await session.listedDags();
  const meant = listed.some(({ id }) => id === dagId) ? listed.filter(({ id }) => id === dagId) : listed;
  return [...new Set(meant.flatMap((dag) => dag.tasks))].map((value) => ({ value }));
}

/** `+load,ch`: the names go on after the last comma and plus. */
function selections({ typed }: Cursor, known: readonly Candidate[]): readonly Candidate[] {
  const before = /^(?:.*,)?\+?/.exec(typed)?.[0] ?? "";
  return known.map(({ value }) => ({ value: `${before}${value}` }));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
