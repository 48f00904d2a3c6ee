import * as vscode from "vscode";
import {
  type ConnectionView,
  connectionTestStep,
  listConnections,
  type TestStepView,
  testConnection as testConnectionRequest,
} from "../../protocol/rpc/connections.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import { connectionIcon } from "../connection-icon.ts";
import { showReport } from "../report.ts";
import type { RunnerClient } from "../runner-client.ts";
import { messageText } from "../text/message-text.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { pickOne } from "./ask/pick.ts";
import type { Command } from "./command.ts";
import { cancellable } from "./work/cancellable.ts";
import { reportLines } from "./work/finding-text.ts";

const TITLE = "Test Connection";
const SHOW = "Show Steps";

const MARKS = { ok: "ok", failed: "problem", skipped: "skipped", "not reached": "skipped" } as const;

export const testConnection: Command = {
  id: "millrace.testConnection",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    if (model === undefined) return undefined;
    const client = await model.client();
    const name = subject.connection ?? (await askName());
    if (name === undefined) return undefined;
    const steps = await test(client, name);
    if (steps === undefined) return undefined;
    services.connectionTests.keep(model.folder.uri.toString(), name, steps, Date.now());
    tell(name, steps);
    return steps;

    async function askName(): Promise<string | undefined> {
      const connections = await client.request(listConnections, {});
      const question = { title: TITLE, placeholder: "Which connection?", topic: "test connection" };
      return pickOne(connections.map(choiceOf), question, services.memory);
    }
  },
};

function choiceOf(connection: ConnectionView) {
  const { name, type, place } = connection;
  const iconPath = new vscode.ThemeIcon(connectionIcon(connection));
  return { label: name, description: `${type} · ${place}`, iconPath, key: name, value: name };
}

async function test(client: RunnerClient, name: string): Promise<readonly TestStepView[] | undefined> {
  return cancellable(client, `Testing ${name}`, async (requestId, report) => {
    const listening = client.on(connectionTestStep, ({ requestId: of, step }) => {
      if (of === requestId) report(`${step.step}: ${step.text}`);
    });
    try {
      return await client.request(testConnectionRequest, { requestId, name });
    } finally {
      listening.dispose();
    }
  });
}

function tell(name: string, steps: readonly TestStepView[]): void {
  const failed = steps.find(({ outcome }) => outcome === "failed");
  const shown =
    failed === undefined
      ? vscode.window.showInformationMessage(`${name} works.`, SHOW)
      : vscode.window.showErrorMessage(
          messageText(`${name} does not work: ${failed.text} ${failed.next ?? ""}`),
          SHOW,
        );
  void shown.then((button) =>
    button === SHOW ? showReport(`Test of ${name}.txt`, report(name, steps)) : undefined,
  );
}

function report(name: string, steps: readonly TestStepView[]): string {
  const lines = reportLines(
    steps.map(({ step, outcome, text, next, milliseconds }) => ({
      mark: MARKS[outcome],
      name: step,
      text: outcome === "ok" ? `${text} (${formatDuration(milliseconds)})` : text || outcome,
      ...(next !== undefined && { next }),
    })),
  );
  return [`Connection ${name}`, "", ...lines, ""].join("\n");
}
