import { Argument } from "commander";
import type { DockerView } from "../../../protocol/rpc/docker.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { DockerOptions } from "../../docker/docker.ts";
import { dockerDown, dockerStatus, dockerUp } from "../../docker/docker.ts";
import type { CliCommand, CommandContext, CommandOptions, ExitCode } from "../command.ts";
import { EXIT } from "../command.ts";
import { canAsk, confirmByName } from "../confirm.ts";
import { durationOption } from "../duration-option.ts";
import { dockerLines, isAllUp } from "../render/docker-view.ts";
import { jsonDocument } from "../render/json.ts";
import { statusLine } from "../render/status-line.ts";
import { requireWorkspace } from "../require-workspace.ts";

const ACTIONS = ["up", "down", "status"] as const;

/** The action that an option is of. */
const OPTION_OF: Readonly<Record<string, string>> = { wait: "up", volumes: "down" };

export const docker: CliCommand = {
  define: (program) =>
    program
      .command("docker")
      .description("start, stop or show the servers of the workspace's compose file")
      .addArgument(new Argument("<action>", "start and wait for sessions, stop, or show").choices(ACTIONS))
      .option("--wait <duration>", "with up: how long to wait for sessions (default: 60s)")
      .option("--volumes", "with down: remove the data too, after asking"),
  async run(context, [action], options) {
    requireFit(action, options);
    const wait = durationOption(options, "--wait");
    await requireWorkspace(context.session());
    if (action === "up") return shown(context, await working(context, (docker) => dockerUp(docker, wait)));
    if (action === "down") return down(context, options["volumes"] === true);
    return shown(context, await working(context, dockerStatus));
  },
};

function requireFit(action: string | undefined, options: CommandOptions): void {
  for (const [option, of] of Object.entries(OPTION_OF)) {
    if (options[option] === undefined || action === of) continue;
    throw new UserError({
      code: "bad-arguments",
      message: `--${option} is for \`millrace docker ${of}\`.`,
      next: "`millrace docker --help` shows what there is.",
    });
  }
}

/** Docker at work, with what it says on the terminal meanwhile. */
async function working<T>(context: CommandContext, work: (docker: DockerOptions) => Promise<T>): Promise<T> {
  const status = statusLine(context);
  const { env, interrupted: signal } = context;
  try {
    return await work({ session: context.session(), env, signal, onLine: status.show });
  } finally {
    status.done();
  }
}

/** `up` comes here when all is well; `status` says by its exit code whether it is. */
function shown(context: CommandContext, view: DockerView): ExitCode {
  if (context.json) context.print(jsonDocument({ ok: isAllUp(view), ...view }));
  else context.print(`${dockerLines(view, context).join("\n")}\n`);
  return isAllUp(view) ? EXIT.ok : EXIT.failed;
}

async function down(context: CommandContext, removeVolumes: boolean): Promise<ExitCode> {
  if (removeVolumes && !context.yes) {
    const before = await working(context, dockerStatus);
    if (before.volumes.length > 0) await askToRemove(context, before);
  }
  const view = await working(context, (docker) => dockerDown(docker, { removeVolumes }));
  if (context.json) context.print(jsonDocument(view));
  else if (removeVolumes) context.print("Stopped, and the data are gone.\n");
  else if (view.volumes.length === 0) context.print("Stopped. There are no data.\n");
  else
    context.print(
      `Stopped. The data stay in ${volumeNames(view)}: \`millrace docker up\` starts the server with them.\n`,
    );
  return EXIT.ok;
}

/** Throws a UserError unless the project's name is typed. */
async function askToRemove(context: CommandContext, view: DockerView): Promise<void> {
  const name = view.project ?? "remove";
  const what = `This removes ${volumeNames(view)} with all data in it.`;
  if (!canAsk(context))
    throw new UserError({
      code: "needs-yes",
      message: `${what} Nobody can be asked here, so nothing was done.`,
      next: "Give --yes if this is meant.",
    });
  const { paint } = context.style;
  if (await confirmByName(context, `${paint.yellow(what)} Type ${paint.bold(name)} to go on:`, name)) return;
  throw new UserError({
    code: "not-removed",
    message: `Nothing was done: ${name} was not typed.`,
    next: "Without --volumes the servers are stopped and their data stay.",
  });
}

function volumeNames({ volumes }: DockerView): string {
  return `the volume${volumes.length === 1 ? "" : "s"} ${volumes.join(", ")}`;
}
