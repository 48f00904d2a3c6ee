import { doctor as doctorRequest, type FindingView } from "../../protocol/rpc/connections.ts";
import { counted } from "../../protocol/text/counted.ts";
import { showReport } from "../report.ts";
import { askFolder } from "./ask/ask-folder.ts";
import type { Command } from "./command.ts";
import { cancellable } from "./work/cancellable.ts";
import { reportLines } from "./work/finding-text.ts";

export const doctor: Command = {
  id: "millrace.doctor",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    if (model === undefined) return undefined;
    const client = await model.client();
    const title = "Looking at the machine and the workspace";
    const findings = await cancellable(client, title, (requestId) =>
      client.request(doctorRequest, { requestId }),
    );
    if (findings === undefined) return undefined;
    await showReport(`Doctor ${model.folder.name}.txt`, report(model.folder.name, findings));
    return findings;
  },
};

function report(folder: string, findings: readonly FindingView[]): string {
  const problems = findings.filter(({ health }) => health === "problem").length;
  const warnings = findings.filter(({ health }) => health === "warning").length;
  const summary = [
    ...(problems > 0 ? [counted(problems, "problem")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  const lines = reportLines(findings.map(({ health, ...finding }) => ({ mark: health, ...finding })));
  return [`Millrace Doctor: ${folder}`, "", ...lines, "", summary.join(", ") || "All is well.", ""].join(
    "\n",
  );
}
