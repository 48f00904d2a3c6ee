import { z } from "zod";
import { duration } from "./duration-setting.ts";
import { secretRef } from "./secret-ref.ts";
import { serverAddress } from "./server-address.ts";

const text = z.string().min(1);

const credentials = z
  .strictObject(
    {
      accessKeyId: secretRef,
      secretAccessKey: secretRef,
      sessionToken: secretRef.exactOptional(),
    },
    // What stands there instead may be a secret, and is not told.
    { error: "must be an object with accessKeyId and secretAccessKey, each naming where it is" },
  )
  .describe("Static keys, by where they are. Default: AWS's own chain (variables, profiles, SSO, roles).");

const assumeRole = z
  .strictObject({
    roleArn: text.describe("`arn:aws:iam::…:role/…`."),
    externalId: secretRef.exactOptional(),
    sessionName: text.exactOptional().describe("Default `millrace`."),
    durationSeconds: z.int().min(900).max(43200).exactOptional().describe("Default 3600."),
    endpoint: serverAddress
      .exactOptional()
      .describe("Of the token service (STS). Default AWS's, of the region."),
  })
  .describe("A role to take on with the credentials.");

/** The fields of an `s3` connection. */
export const s3Config = z
  .strictObject({
    type: z.literal("s3"),
    bucket: text
      .regex(/^[a-z0-9A-Z][a-zA-Z0-9._-]{1,253}[a-zA-Z0-9]$/, {
        error: "a bucket's name takes letters, digits, dots and -, without s3:// and without a key",
      })
      .describe("Name of the bucket, without s3://."),
    prefix: z
      .string()
      .regex(/^(?!\/).*\/$/, { error: "a prefix ends with a slash and does not begin with one" })
      .exactOptional()
      .describe("Keys are relative to it: `raw/`. Default: the whole bucket."),
    region: text.exactOptional().describe("Default: that of the variables or the profile, or us-east-1."),
    endpoint: serverAddress.exactOptional().describe("For other servers with S3's interface. Default AWS's."),
    pathStyle: z
      .boolean()
      .exactOptional()
      .describe("The bucket in the path and not in the host name. Default: true where there is an endpoint."),
    anonymous: z.boolean().exactOptional().describe("Without credentials, for public buckets."),
    profile: text.exactOptional().describe("AWS profile. Default `AWS_PROFILE`, or `default`."),
    credentials: credentials.exactOptional(),
    assumeRole: assumeRole.exactOptional(),
    requesterPays: z.boolean().exactOptional().describe("You pay for requests, not the bucket's owner."),
    stallTimeout: duration
      .exactOptional()
      .describe("A server that is silent for so long while it is read from is asked again. Default 60s."),
  })
  .refine(
    ({ anonymous, profile, credentials, assumeRole }) =>
      anonymous !== true || (profile ?? credentials ?? assumeRole) === undefined,
    { error: "anonymous access takes no profile, credentials or role", path: ["anonymous"] },
  )
  .refine(({ profile, credentials }) => profile === undefined || credentials === undefined, {
    error: "either a profile or credentials",
    path: ["credentials"],
  })
  .describe("A bucket of Amazon S3, or of another server with its interface.");

export type S3Config = z.infer<typeof s3Config>;
