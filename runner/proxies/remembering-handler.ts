import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { UserError } from "../../protocol/user-error.ts";

/** Sends requests as another one does, and keeps what it could not send. */
export interface RememberingHandler {
  readonly requestHandler: NodeHttpHandler;
  readonly last: { error?: UserError };
}

/** For AWS's client of the single sign-on, which tells no more than the words of an error. */
export function rememberingHandler(handler: NodeHttpHandler): RememberingHandler {
  const last: RememberingHandler["last"] = {};
  const requestHandler = Object.create(handler) as NodeHttpHandler;
  requestHandler.handle = async (request, options) => {
    try {
      return await handler.handle(request, options);
    } catch (error) {
      if (error instanceof UserError) last.error = error;
      throw error;
    }
  };
  return { requestHandler, last };
}
