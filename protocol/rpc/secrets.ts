import { rpcRequest } from "./message.ts";

/**
 * The runner asks an editor for a secret that it keeps for the workspace: the only request that goes this way. Null: it
 * has none of that name. Secrets travel on the private socket, and in nothing else.
 */
export const askSecret = rpcRequest<{ readonly name: string }, string | null>("secrets/ask");
