import type { SecretRef } from "../../protocol/secret-ref.ts";
import type { ConnectionConfig } from "./connection-config.ts";

/** A reference to a secret where it stands. */
export interface PlacedSecret {
  /** Of the connection: `credentials.secretAccessKey`. */
  readonly setting: string;
  readonly ref: SecretRef;
}

/** The secrets that a connection names. */
export function secretRefs(config: ConnectionConfig): readonly PlacedSecret[] {
  switch (config.type) {
    case "postgres":
      return placed({ password: config.password });
    case "s3": {
      const { accessKeyId, secretAccessKey, sessionToken } = config.credentials ?? {};
      return placed({
        "credentials.accessKeyId": accessKeyId,
        "credentials.secretAccessKey": secretAccessKey,
        "credentials.sessionToken": sessionToken,
        "assumeRole.externalId": config.assumeRole?.externalId,
      });
    }
    default:
      return [];
  }
}

function placed(refs: Readonly<Record<string, SecretRef | undefined>>): readonly PlacedSecret[] {
  return Object.entries(refs).flatMap(([setting, ref]) => (ref === undefined ? [] : [{ setting, ref }]));
}
