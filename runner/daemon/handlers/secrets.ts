import { secretForCommandLine } from "../../../protocol/rpc/secrets.ts";
import type { EditorSecrets } from "../editor-secrets.ts";
import type { HandlerGroup } from "../handler.ts";
import { handle } from "../handler.ts";

/** What the editor keeps, for a command line that works by itself. */
export function secretHandlers(editors: EditorSecrets): HandlerGroup {
  return {
    handlers: [
      handle(secretForCommandLine, async ({ signal }, { name }) => (await editors.ask(name, signal)) ?? null),
    ],
  };
}
