import path from "node:path";
import type { PostgresConfig } from "./config/postgres-config.ts";
import type { S3Config } from "./config/s3-config.ts";
import type { PostgresSettings } from "./connections/postgres/said-parameters.ts";
import type { S3Options } from "./connections/s3/options.ts";
import { parseDuration } from "./core/duration.ts";
import { howToStart } from "./docker/how-to-start.ts";
import { whereItIs } from "./secrets/where-it-is.ts";
import type { WorkspaceSecrets } from "./secrets/workspace-secrets.ts";

/** What connections need of the outside. */
export interface Surroundings extends WorkspaceSecrets {
  /** Absolute path. */
  readonly workspace: string;
}

/** A `postgres` connection as its driver wants it. Nothing is asked for yet. */
export function postgresSettings(
  name: string,
  config: PostgresConfig,
  readOnly: string | undefined,
  { workspace, variables, secrets, redactor }: Surroundings,
): PostgresSettings {
  const { type: _, password, connectTimeout, statementTimeout, readOnly: __, ...same } = config;
  const start = howToStart(workspace, config);
  return {
    ...same,
    name,
    folder: path.resolve(workspace),
    variables,
    onSecret: redactor.add,
    ...(password !== undefined && {
      password: (signal) => secrets.get(password, signal),
      passwordFrom: whereItIs(password),
    }),
    ...(start !== undefined && { howToStart: start }),
    ...milliseconds("connectMilliseconds", connectTimeout),
    ...milliseconds("statementMilliseconds", statementTimeout),
    ...(readOnly !== undefined && { readOnly }),
  };
}

function milliseconds<Name extends string>(name: Name, text: string | undefined): { [key in Name]?: number } {
  const parsed = text === undefined ? undefined : parseDuration(text);
  return parsed === undefined ? {} : ({ [name]: parsed } as { [key in Name]: number });
}

/** An `s3` connection as its driver wants it. Nothing is asked for yet. */
export function s3Options(
  name: string,
  config: S3Config,
  { variables, secrets, redactor }: Surroundings,
): S3Options {
  const { type: _, prefix = "", credentials, assumeRole, stallTimeout, ...same } = config;
  const { externalId, ...role } = assumeRole ?? {};
  const keys = async (signal: AbortSignal) => {
    if (credentials === undefined) throw new Error("There are no credentials.");
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    return {
      accessKeyId: await secrets.get(accessKeyId, signal),
      secretAccessKey: await secrets.get(secretAccessKey, signal),
      ...(sessionToken !== undefined && { sessionToken: await secrets.get(sessionToken, signal) }),
    };
  };
  return {
    ...same,
    name,
    prefix,
    variables,
    onSecret: redactor.add,
    ...(credentials !== undefined && { keys }),
    ...milliseconds("stallMilliseconds", stallTimeout),
    ...(assumeRole !== undefined && {
      assumeRole: {
        ...role,
        roleArn: assumeRole.roleArn,
        ...(externalId !== undefined && {
          externalId: (signal: AbortSignal) => secrets.get(externalId, signal),
        }),
      },
    }),
  };
}
