import { rpcRequest } from "./message.ts";

/**
 * The runner asks an editor for a secret that it keeps for the workspace: the only request that goes this way, and only
 * to clients whose hello says `keepsSecrets`. Null: it has none of that name. Secrets travel on the private socket, and
 * in nothing else.
 */
export const askSecret = rpcRequest<{ readonly name: string }, string | null>("secrets/ask");

/**
 * A command line that works in a process of its own asks for a secret that an editor keeps. Null: no editor has one of
 * that name. Refuses with `no-editor` when none is connected, and with `editor-silent` when none answers.
 */
export const secretForCommandLine = rpcRequest<{ readonly name: string }, string | null>(
  "secrets/forCommandLine",
);
