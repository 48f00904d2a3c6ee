import { type FromGraphPage, GRAPH_COMMANDS, type GraphCommand } from "../../../protocol/webview/graph.ts";

/** A command that the page may ask for. It is the page's own word: nothing else is run for it. */
export function isGraphCommand(command: string): command is GraphCommand {
  return GRAPH_COMMANDS.some((known) => known === command);
}

/** What came from a page, if it is a message at all. */
export function readPageMessage(message: unknown): FromGraphPage | undefined {
  if (typeof message !== "object" || message === null || !("kind" in message)) return undefined;
  return typeof message.kind === "string" ? (message as FromGraphPage) : undefined;
}
