import type { DockerServiceView, DockerView } from "../../../protocol/rpc/docker.ts";
import type { CommandContext } from "../command.ts";
import { findingLines } from "./finding-lines.ts";
import type { Style } from "./style.ts";
import { renderTable } from "./table.ts";
import { withoutZeros } from "./without-zeros.ts";

/** Whether every service runs, none is unhealthy, and every connection answers. One that has done its work is well too. */
export function isAllUp({ services, connections }: DockerView): boolean {
  const isWell = ({ state, health, exitCode }: DockerServiceView): boolean =>
    (state === "running" && health !== "unhealthy") || (state === "exited" && exitCode === 0);
  return services.every(isWell) && connections.every(({ answers }) => answers);
}

/** What `docker up` and `docker status` show. */
export function dockerLines(view: DockerView, context: Pick<CommandContext, "style" | "width">): string[] {
  const { composeFile, project, services, connections } = view;
  const { style, width } = context;
  const { paint } = style;
  const where = project === null ? "" : paint.dim(` · project ${project}`);
  const columns = ["service", "state", "ports", "volume"];
  const rows = services.map((service) => [
    service.name,
    stateText(service, style),
    service.ports.join(", ") || undefined,
    volumesOf(service, view).join(", ") || undefined,
  ]);
  const table = renderTable({ ...withoutZeros(columns, rows, ["ports", "volume"]), width, style });
  return [`${composeFile}${where}`, "", table, "", ...connectionLines(connections, context)];
}

function connectionLines(
  connections: DockerView["connections"],
  { style, width }: Pick<CommandContext, "style" | "width">,
): readonly string[] {
  if (connections.length === 0)
    return [style.paint.dim("No connection of millrace.json goes to one of these ports.")];
  const names = Math.max(...connections.map(({ name }) => name.length));
  return connections.flatMap(({ name, place, answers, text, next }) => {
    const health = answers ? "ok" : "problem";
    const found = answers ? `answers at ${place}: ${text}` : text;
    return findingLines({ health, name, text: found, next }, { names, indent: "", width, style });
  });
}

function stateText({ state, health, exitCode }: DockerServiceView, { paint }: Style): string {
  if (state === "absent") return paint.dim("not there");
  const code = exitCode === null ? "" : `, exit code ${exitCode}`;
  const text = `${state}${health === null ? "" : `, ${health}`}${code}`;
  return state === "running" && health !== "unhealthy" ? text : paint.yellow(text);
}

/** While nothing runs, the project's volumes are those of its only service. */
function volumesOf(service: DockerServiceView, { services, volumes }: DockerView): readonly string[] {
  return service.state === "absent" && services.length === 1 ? volumes : service.volumes;
}
