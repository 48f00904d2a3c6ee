import { Argument } from "commander";
import { formatDuration } from "../../../protocol/text/duration.ts";
import { connectionsOfTarget } from "../../config/connections-of-target.ts";
import type { StepOutcome, StepResult } from "../../connections/connection-test.ts";
import { runConnectionTest } from "../../connections/connection-test.ts";
import type { Session } from "../../session.ts";
import { type ShownConnection, shownConnections } from "../../shown-connections.ts";
import { allowWrites } from "../allow-writes.ts";
import type { CliCommand, CommandContext, ExitCode } from "../command.ts";
import { EXIT } from "../command.ts";
import type { Health } from "../render/finding-lines.ts";
import { findingLines } from "../render/finding-lines.ts";
import { jsonDocument, jsonError } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { problemSummary } from "../render/problems.ts";
import { renderTable } from "../render/table.ts";
import { targetLine } from "../render/target-line.ts";
import { withoutZeros } from "../render/without-zeros.ts";
import { requireWorkspace } from "../require-workspace.ts";

export const connections: CliCommand = {
  define: (program) =>
    program
      .command("connections")
      .description("show the connections of millrace.json, or test them step by step")
      .addArgument(new Argument("[action]", "list them, or test them").choices(["list", "test"]))
      .argument("[connection]", "only this one"),
  async run(context, [action = "list", name]) {
    const session = context.session();
    await requireWorkspace(session);
    const shown = shownConnections(session, name);
    if (action === "test") return test(context, session, shown);
    if (context.json)
      context.print(jsonDocument({ target: session.target?.name ?? null, connections: shown }));
    else list(context, session, shown);
    return EXIT.ok;
  },
};

function list(context: CommandContext, session: Session, shown: readonly ShownConnection[]): void {
  const { style, width } = context;
  context.print(targetLine(session.target, style));
  const rows = shown.map(({ name, type, kind, place, readOnly, mappedBy }) => [
    name,
    kind,
    [type, ...(readOnly ? ["read-only"] : []), place].join(", "),
    standsFor(mappedBy) || undefined,
  ]);
  const columns = ["connection", "kind", "where", "stands for"];
  context.print(`${renderTable({ ...withoutZeros(columns, rows, ["stands for"]), width, style })}\n`);
  const { problems } = session.settings();
  if (problems.length > 0)
    context.print(`\n${problemSummary(problems, style)}: \`millrace validate\` shows them\n`);
}

/** `warehouse on dev, prod` */
function standsFor(mappedBy: ShownConnection["mappedBy"]): string {
  const byName = Map.groupBy(mappedBy, ({ name }) => name);
  return [...byName]
    .map(([name, mapped]) => `${name} on ${mapped.map(({ target }) => target).join(", ")}`)
    .join("; ");
}

async function test(
  context: CommandContext,
  session: Session,
  shown: readonly ShownConnection[],
): Promise<ExitCode> {
  // Making a table is a write, if only until it is rolled back. Without leave that step is skipped.
  if (context.yes) await allowWrites(context, session);
  if (!context.json) context.print(targetLine(session.target, context.style));
  const tests = session.connectionTests();
  const tested: { readonly connection: ShownConnection; readonly steps: readonly StepResult[] }[] = [];
  try {
    for (const connection of shown) {
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
  if (context.json) context.print(testDocument(session, tested));
  else context.print(`\n${summary(tested.length, broken, session, context)}\n`);
  return broken.length === 0 ? EXIT.ok : EXIT.failed;
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
  const place = error?.position && ` (${error.position.file}:${error.position.line})`;
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

/** Where nothing that is broken is used now: a connection of another target may be meant to be off. */
function notNeeded(broken: readonly ShownConnection[], session: Session): string {
  const needed = connectionsOfTarget(session.target, session.settings().config);
  if (broken.some(({ name, mappedBy }) => needed.includes(name) || mappedBy.length === 0)) return "";
  const targets = new Set(broken.flatMap(({ mappedBy }) => mappedBy.map(({ target }) => target)));
  const names = broken.map(({ name }) => name).join(", ");
  return `: ${names}, used on ${targets.size === 1 ? "the target" : "targets"} ${[...targets].join(", ")} only`;
}

function testDocument(
  session: Session,
  tested: readonly { readonly connection: ShownConnection; readonly steps: readonly StepResult[] }[],
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
  return jsonDocument({ target: session.target?.name ?? null, connections: documents });
}
