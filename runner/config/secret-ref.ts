import { z } from "zod";
import type { SecretRef } from "../../protocol/secret-ref.ts";
import { serverAddress } from "./server-address.ts";

const name = z.string().min(1);

const KINDS = ["env", "command", "awsSecret", "editor"];

const NO_KIND = `has none of ${KINDS.join(", ")}, which say where a secret is
Write { "env": "NAME" } there and NAME=… into .env, which is not shared.`;

/** What stands there is not told: it may be the secret itself. Undefined for what is meant as a reference of one kind. */
function noReference(value: unknown): string | undefined {
  const kinds = typeof value === "object" && value !== null ? KINDS.filter((kind) => kind in value) : [];
  if (kinds.length === 1) return undefined;
  if (kinds.length > 1) return `has ${kinds.join(" and ")}\nKeep one of them.`;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return NO_KIND;
  return `must name where the secret is, and never be the secret itself
Write { "env": "NAME" } there and NAME=… into .env, which is not shared; or name a command, an awsSecret or a secret of the editor. Change a secret that others have seen.`;
}

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: "a variable's name takes letters, digits and _, not starting with a digit",
});

const env = z
  .strictObject({
    env: variable.describe(
      "An environment variable; or a line of the workspace's `.env` where it is not set.",
    ),
  })
  .describe("A variable of the environment or of `.env`.");

const command = z
  .strictObject({
    command: z
      .array(name, { error: "must be a list of the program and its arguments" })
      .min(1)
      .describe("Program and arguments, run in the workspace without a shell; it prints the secret."),
  })
  .describe("What a program prints, such as a password manager.");

const awsSecret = z
  .strictObject({
    awsSecret: name.describe("Name or ARN of a secret in AWS Secrets Manager."),
    key: name.exactOptional().describe("Its field, where the secret is a JSON object."),
    region: name.exactOptional().describe("Default: that of the profile or the environment."),
    profile: name.exactOptional().describe("AWS profile. Default: AWS's own chain of credentials."),
    endpoint: serverAddress.exactOptional().describe("For services with the interface of Secrets Manager."),
  })
  .describe("A secret of AWS Secrets Manager.");

const editor = z
  .strictObject({
    editor: name.describe("Name of a secret that the editor keeps: `Millrace: Set Secret…`."),
  })
  .describe("A secret that the editor keeps. The command line gets it while the workspace is open there.");

/** Where a secret is. The secret itself is never in a file of the workspace that is shared. */
export const secretRef: z.ZodType<SecretRef> = z
  .union([env, command, awsSecret, editor], { error: ({ input }) => noReference(input) })
  .describe("Where the secret is.");
