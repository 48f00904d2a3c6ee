import { formatPosition } from "../../protocol/problem.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import { UserError } from "../../protocol/user-error.ts";
import { connectionsOfTarget } from "../config/connections-of-target.ts";
import type { StepOutcome, StepResult } from "../connections/connection-test.ts";
import { runConnectionTest } from "../connections/connection-test.ts";
import { listedNames } from "../core/listed-names.ts";
import type { Session } from "../session.ts";
import type { ShownConnection } from "../shown-connections.ts";
import { allowWrites } from "./allow-writes.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import type { Health } from "./render/finding-lines.ts";
import { findingLines } from "./render/finding-lines.ts";
import { jsonDocument, jsonError } from "./render/json.ts";
import { countOf } from "./render/number.ts";
import { targetLine } from "./render/target-line.ts";

interface Tested {
  readonly connection: ShownConnection;
  readonly steps: readonly StepResult[];
}

/**
 * Tests connections step by step. Without `all` those that only other targets use are left out, and told: their servers
 * may well be off. Where that leaves none, it throws a UserError: whoever waits for `ok` must not be told so of nothing.
 */
export async function testConnections(
  context: CommandContext,
  session: Session,
  shown: readonly ShownConnection[],
  { all }: { readonly all: boolean },
): Promise<ExitCode> {
  const needed = connectionsOfTarget(session.target, session.settings().config);
  const leftOut = all ? [] : shown.filter(({ name }) => !needed.includes(name));
  const chosen = shown.filter((connection) => !leftOut.includes(connection));
  if (chosen.length === 0 && leftOut.length > 0) throw nothingToTest(leftOut, session);
  // Making a table is a write, if only until it is rolled back. Without leave that step is skipped.
  if (context.yes) await allowWrites(context, session);
  if (!context.json) context.print(targetLine(session.target, context.style));
  const tests = session.connectionTests();
  const tested: Tested[] = [];
  try {
    for (const connection of chosen) {
      const test = tests.of(connection.name);
      const names = Math.max(...test.steps.map(({ name }) => name.length));
      if (!context.json) context.print(`${heading(connection, context, tested.length > 0)}\n`);
      const steps: StepResult[] = [];
      try {
        for await (const step of runConnectionTest(test, context.now, context.interrupted)) {
          steps.push(step);
          if (!context.json) context.print(`${stepLines(step, names, context)}\n`);
        }
      } finally {
        await test.close();
      }
      tested.push({ connection, steps });
    }
  } finally {
    await tests.close();
  }
  const broken = tested
    .filter(({ steps }) => steps.some(({ outcome }) => outcome === "failed"))
    .map(({ connection }) => connection);
  if (context.json) context.print(testDocument(session, tested, leftOut));
  else {
    context.print(`\n${summary(tested.length, broken, session, context)}\n`);
    context.print(leftOutLine(leftOut, session, context));
  }
  return broken.length === 0 ? EXIT.ok : EXIT.failed;
}

function nothingToTest(leftOut: readonly ShownConnection[], { target }: Session): UserError {
  const names = listedNames(
    leftOut.map(({ name }) => name),
    8,
  );
  const where = target === undefined ? "without a target" : `on the target ${target.name}`;
  return new UserError({
    code: "nothing-to-test",
    message: `Nothing was tested: no connection is used ${where} (${names}: on ${targetsOf(leftOut)} only).`,
    next: "Choose a target with --target, name connections, or test them all with --all.",
  });
}

function heading(
  { name, type, place }: ShownConnection,
  { style }: CommandContext,
  isLater: boolean,
): string {
  return `${isLater ? "\n" : ""}${style.paint.bold(name)}  ${style.paint.dim(`${type}, ${place}`)}`;
}

const HEALTH: Readonly<Record<StepOutcome, Health>> = {
  ok: "ok",
  failed: "problem",
  skipped: "skipped",
  "not reached": "skipped",
};

function stepLines(result: StepResult, names: number, { style, width }: CommandContext): string {
  const { step, outcome, found, error, milliseconds } = result;
  const took = outcome === "ok" ? ` ${style.paint.dim(`(${formatDuration(milliseconds)})`)}` : "";
  const why = outcome === "skipped" ? `skipped: ${found}` : outcome === "not reached" ? outcome : found;
  const place = error?.position && ` (${formatPosition(error.position)})`;
  const text = error === undefined ? why : `${error.message}${place ?? ""}`;
  const layout = { names, indent: "  ", width, style };
  const lines = findingLines({ health: HEALTH[outcome], name: step, text, next: error?.next }, layout);
  return lines.join("\n") + took;
}

function summary(
  count: number,
  broken: readonly ShownConnection[],
  session: Session,
  { style }: CommandContext,
): string {
  const all = countOf(count, "connection");
  if (broken.length === 0) return `${style.paint.green("ok")} ${all} ${count === 1 ? "works" : "work"}`;
  const verb = broken.length === 1 ? "does" : "do";
  const which = count === 1 ? all : `${broken.length} of ${all}`;
  return style.paint.red(`${which} ${verb} not work${notNeeded(broken, session)}`);
}

/** `docker left out, used on the target docker only: --all or its name tests it` */
function leftOutLine(
  leftOut: readonly ShownConnection[],
  session: Session,
  { style }: CommandContext,
): string {
  if (leftOut.length === 0) return "";
  const { target } = session;
  const names = leftOut.map(({ name }) => name).join(", ");
  const why =
    target === undefined ? `used on ${targetsOf(leftOut)} only` : `not used on the target ${target.name}`;
  const how = leftOut.length === 1 ? "--all or its name tests it" : "--all or their names test them";
  return style.paint.dim(`${names} left out, ${why}: ${how}\n`);
}

function targetsOf(connections: readonly ShownConnection[]): string {
  const targets = new Set(connections.flatMap(({ mappedBy }) => mappedBy.map(({ target }) => target)));
  return `${targets.size === 1 ? "the target" : "the targets"} ${[...targets].join(", ")}`;
}

/** Where nothing that is broken is used now: a connection of another target may be meant to be off. */
function notNeeded(broken: readonly ShownConnection[], session: Session): string {
  const needed = connectionsOfTarget(session.target, session.settings().config);
  if (broken.some(({ name, mappedBy }) => needed.includes(name) || mappedBy.length === 0)) return "";
  return `: ${broken.map(({ name }) => name).join(", ")}, used on ${targetsOf(broken)} only`;
}

function testDocument(
  session: Session,
  tested: readonly Tested[],
  leftOut: readonly ShownConnection[],
): string {
  const documents = tested.map(({ connection: { name, type, kind, place }, steps }) => ({
    name,
    type,
    kind,
    place,
    ok: steps.every(({ outcome }) => outcome !== "failed"),
    steps: steps.map(({ error, ...step }) => ({
      ...step,
      error: error === undefined ? null : jsonError(error).error,
    })),
  }));
  return jsonDocument({
    target: session.target?.name ?? null,
    connections: documents,
    leftOut: leftOut.map(({ name }) => name),
  });
}
