import type { S3Options } from "./options.ts";

/** What a request says where the bucket's owner lets those pay who use it. */
export interface Payer {
  readonly RequestPayer?: "requester";
}

export function payerOf({ requesterPays }: Pick<S3Options, "requesterPays">): Payer {
  return requesterPays === true ? { RequestPayer: "requester" } : {};
}
