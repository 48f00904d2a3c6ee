import { UserError } from "../../../protocol/user-error.ts";
import { TLS_FAILED } from "./tls-errors.ts";
import type { WireConnection } from "./wire-connection.ts";

const BOUND = "SCRAM-SHA-256-PLUS";

export interface ChannelBinding {
  /** Throws when the connection was ended: nobody is to be asked for its password. */
  check(): void;
}

/**
 * `channel_binding=require`: ends the connection when the server wants to sign us in by anything else than SCRAM that
 * is bound to its certificate. To be called before anybody else listens to the connection.
 */
export function requireChannelBinding(wire: WireConnection, warehouse: string): ChannelBinding {
  let isBound = false;
  let refused: UserError | undefined;
  const refuse = (): void => {
    refused = withoutBinding(warehouse);
    wire.emit("error", refused);
    wire.stream.destroy();
  };
  wire.on("authenticationSASL", ({ mechanisms }: { readonly mechanisms: readonly string[] }) => {
    isBound = wire.checked !== undefined && mechanisms.includes(BOUND);
    if (!isBound) refuse();
  });
  for (const other of ["authenticationCleartextPassword", "authenticationMD5Password"])
    wire.on(other, refuse);
  wire.on("authenticationOk", () => {
    if (!isBound) refuse();
  });
  return {
    check: () => {
      if (refused !== undefined) throw refused;
    },
  };
}

function withoutBinding(warehouse: string): UserError {
  return new UserError({
    code: TLS_FAILED,
    message: `The server of warehouse "${warehouse}" does not sign in with channel binding, and channel_binding=require demands it.`,
    next: "Set sslmode to require or more, and use a password that the server keeps as scram-sha-256; or leave channel_binding out.",
  });
}
