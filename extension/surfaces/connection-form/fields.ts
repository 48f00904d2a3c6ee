import type { FieldChoice, FieldSpec, SecretSlot, TypeSpec } from "../../../protocol/webview/connection.ts";

const TLS: readonly FieldChoice[] = [
  { value: "", label: "prefer (default)" },
  { value: "disable", label: "disable: never" },
  { value: "allow", label: "allow: only if the server insists" },
  { value: "require", label: "require: always, unchecked" },
  { value: "verify-ca", label: "verify-ca: with a certificate that is checked" },
  { value: "verify-full", label: "verify-full: and the host's name" },
];

const PATH_STYLE: readonly FieldChoice[] = [
  { value: "", label: "Where there is an endpoint (default)" },
  { value: "true", label: "Always" },
  { value: "false", label: "Never" },
];

const POSTGRES: TypeSpec = {
  type: "postgres",
  label: "Postgres",
  hint: "A Postgres server, 13 or newer: on this machine, in Docker, or a managed one.",
  usualName: "warehouse",
  secrets: ["password"],
  fields: [
    field("postgres:host", "Host", { placeholder: "localhost", hint: "Name or address" }),
    field("postgres:port", "Port", { placeholder: "5432", kind: "number" }),
    field("postgres:database", "Database", { hint: "Default: the user's name" }),
    field("postgres:user", "User", { hint: "Default: the name of the system's user" }),
    second("postgres:sslmode", "TLS", { kind: TLS }),
    second("postgres:readOnly", "Read-only: the server refuses writes", { kind: "check" }),
    more("postgres:url", "URL", {
      placeholder: "postgresql://user@host:5432/database?sslmode=verify-full",
      hint: "Without a password. Fields beside it win.",
    }),
    more("postgres:service", "Service", { hint: "Of pg_service.conf. Default: PGSERVICE" }),
    more("postgres:sslrootcert", "CA certificates", {
      placeholder: "certs/ca.pem",
      hint: "A file, relative to the workspace, or: system",
      browse: "file",
    }),
    more("postgres:sslcert", "Client certificate", { hint: "A file", browse: "file" }),
    more("postgres:sslkey", "Key of the client certificate", { hint: "A file", browse: "file" }),
    more("postgres:connectTimeout", "Longest wait for a session", { placeholder: "15s" }),
    more("postgres:statementTimeout", "Longest statement", {
      placeholder: "30m",
      hint: "The server ends longer ones. Default: the server's own",
    }),
    more("postgres:applicationName", "Application name", { placeholder: "millrace" }),
    more("postgres:maxSessions", "Sessions at the same time", { placeholder: "16", kind: "number" }),
  ],
};

const S3: TypeSpec = {
  type: "s3",
  label: "S3",
  hint: "A bucket of Amazon S3, or of another server with its interface.",
  usualName: "lake",
  secrets: ["accessKeyId", "secretAccessKey", "sessionToken", "externalId"],
  fields: [
    field("s3:bucket", "Bucket", { placeholder: "my-bucket", hint: "Its name, without s3://" }),
    field("s3:prefix", "Prefix", {
      placeholder: "raw/",
      hint: "Keys are relative to it. Default: all of it",
    }),
    field("s3:region", "Region", {
      placeholder: "us-east-1",
      hint: "Default: that of the variables or the profile",
    }),
    more("s3:endpoint", "Endpoint", {
      placeholder: "http://127.0.0.1:9000",
      hint: "Of another server than AWS's",
    }),
    more("s3:pathStyle", "Bucket in the path, not in the host's name", { kind: PATH_STYLE }),
    more("s3:requesterPays", "You pay for requests, not the bucket's owner", { kind: "check" }),
    more("s3:stallTimeout", "Longest silence of the server", {
      placeholder: "60s",
      hint: "Then it is asked again, for what is left to read",
    }),
    more("s3:assumeRole.roleArn", "Role to take on", {
      placeholder: "arn:aws:iam::123456789012:role/reader",
    }),
    more("s3:assumeRole.sessionName", "Session name of the role", { placeholder: "millrace" }),
    more("s3:assumeRole.durationSeconds", "Seconds that the role is taken on for", {
      placeholder: "3600",
      kind: "number",
    }),
    more("s3:assumeRole.endpoint", "Endpoint of the token service (STS)"),
  ],
};

const EMBEDDED: TypeSpec = {
  type: "embedded",
  label: "Embedded",
  hint: "A Postgres server that Millrace starts by itself and keeps in the workspace.",
  usualName: "warehouse",
  secrets: [],
  fields: [
    field("embedded:database", "Database", {
      placeholder: "postgres",
      hint: "Made when it is not there",
    }),
    field("embedded:readOnly", "Read-only: the server refuses writes", { kind: "check" }),
  ],
};

const FILES: TypeSpec = {
  type: "files",
  label: "Files",
  hint: "A folder of this machine, with S3's rules for keys.",
  usualName: "lake",
  secrets: [],
  fields: [
    field("files:path", "Folder", {
      placeholder: "data",
      hint: "Relative to the workspace",
      browse: "folder",
    }),
  ],
};

/** Every setting of every type that is no secret and no way of access; those of every day first. */
export const TYPES: readonly TypeSpec[] = [POSTGRES, S3, EMBEDDED, FILES];

/** The path of each secret in its connection. */
export const SECRET_PATHS: Readonly<Record<SecretSlot, readonly string[]>> = {
  password: ["password"],
  accessKeyId: ["credentials", "accessKeyId"],
  secretAccessKey: ["credentials", "secretAccessKey"],
  sessionToken: ["credentials", "sessionToken"],
  externalId: ["assumeRole", "externalId"],
};

/** The profile's field is beside the way of access, and there only with that one. */
export const PROFILE_FIELD = "s3:profile";

type Rest = Partial<Omit<FieldSpec, "id" | "label" | "place">>;

function field(id: FieldSpec["id"], label: string, rest: Rest = {}): FieldSpec {
  return { kind: "text", ...rest, id, label, place: "first" };
}

function second(id: FieldSpec["id"], label: string, rest: Rest = {}): FieldSpec {
  return { ...field(id, label, rest), place: "second" };
}

function more(id: FieldSpec["id"], label: string, rest: Rest = {}): FieldSpec {
  return { ...field(id, label, rest), place: "more" };
}
