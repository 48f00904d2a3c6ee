import { Argument } from "commander";
import { UserError } from "../../../protocol/user-error.ts";
import { requireUsableConfig } from "../../project.ts";
import type { Session } from "../../session.ts";
import { type ShownConnection, shownConnections } from "../../shown-connections.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT } from "../command.ts";
import { jsonDocument } from "../render/json.ts";
import { renderTable } from "../render/table.ts";
import { targetLine } from "../render/target-line.ts";
import { withoutZeros } from "../render/without-zeros.ts";
import { requireWorkspace } from "../require-workspace.ts";
import { testConnections } from "../test-connections.ts";

export const connections: CliCommand = {
  define: (program) =>
    program
      .command("connections")
      .description("show the connections of millrace.json, or test them step by step")
      .addArgument(new Argument("[action]", "list them, or test them").choices(["list", "test"]))
      .argument("[connection...]", "only these")
      .option("--all", "test also those that only other targets use"),
  async run(context, [action = "list", ...given], options) {
    const all = options["all"] === true;
    if (all && action !== "test") throw allOfList();
    const names = [...new Set(given)];
    const session = context.session();
    await requireWorkspace(session);
    // What is known of a file with mistakes are the defaults, which are not what it says.
    requireUsableConfig(session.settings());
    const shown = await shownConnections(session, names.length === 0 ? undefined : names);
    if (action === "test") return testConnections(context, session, shown, { all: all || names.length > 0 });
    if (context.json)
      context.print(jsonDocument({ target: session.target?.name ?? null, connections: shown }));
    else list(context, session, shown);
    return EXIT.ok;
  },
};

function allOfList(): UserError {
  return new UserError({
    code: "bad-arguments",
    message: "--all is for `connections test`: a list has every connection.",
    next: "Leave --all out, or write `millrace connections test --all`.",
  });
}

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
}

/** `warehouse on dev, prod` */
function standsFor(mappedBy: ShownConnection["mappedBy"]): string {
  const byName = Map.groupBy(mappedBy, ({ name }) => name);
  return [...byName]
    .map(([name, mapped]) => `${name} on ${mapped.map(({ target }) => target).join(", ")}`)
    .join("; ");
}
