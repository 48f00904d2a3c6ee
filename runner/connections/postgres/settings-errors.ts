import { UserError } from "../../../protocol/user-error.ts";

const CODE = "postgres-settings";

/** A URL is read as libpq reads it. What it holds is not told: there may be a password in it. */
export function badUrl(warehouse: string, what: string): UserError {
  return new UserError({
    code: CODE,
    message: `The url of warehouse "${warehouse}" ${what}.`,
    next: "Write it as postgresql://user@host:port/database?sslmode=…, with % before the codes of special characters.",
  });
}

export function passwordInUrl(warehouse: string): UserError {
  return new UserError({
    code: CODE,
    message: `The url of warehouse "${warehouse}" has a password in it, and millrace.json is shared with others.`,
    next: 'Take it out of the url, change it where others have seen it, and say where it is: "password": { "env": "…" }, PGPASSWORD or ~/.pgpass.',
  });
}

export function unusableParameter(
  warehouse: string,
  place: string,
  name: string,
  kind: "unsupported" | "unknown",
): UserError {
  return new UserError({
    code: CODE,
    message:
      kind === "unknown"
        ? `${place} of warehouse "${warehouse}" has a parameter that Postgres does not know: ${name}.`
        : `${place} of warehouse "${warehouse}" has a parameter that is not supported with this value: ${name}.`,
    next: "Take it out.",
  });
}

export function severalHosts(warehouse: string): UserError {
  return new UserError({
    code: CODE,
    message: `Warehouse "${warehouse}" has several hosts, which is not supported: loads belong to one server.`,
    next: "Name the primary server alone.",
  });
}

export function badValue(warehouse: string, origin: string, what: string): UserError {
  return new UserError({
    code: CODE,
    message: `Warehouse "${warehouse}": ${origin} ${what}.`,
    next: "Correct it.",
  });
}

export function weakSystemRoots(warehouse: string, mode: string): UserError {
  return new UserError({
    code: CODE,
    message: `Warehouse "${warehouse}" has sslrootcert "system" and sslmode ${mode}: any public CA's certificate would do, whatever its name.`,
    next: "Set sslmode to verify-full.",
  });
}

export function noSuchService(warehouse: string, service: string, files: readonly string[]): UserError {
  return new UserError({
    code: CODE,
    message: `Warehouse "${warehouse}" takes the service "${service}", which is in no service file: ${files.join(", ")}.`,
    next: `Add a section [${service}] to one of them, or correct the name.`,
  });
}

export function badServiceLine(warehouse: string, file: string, line: number, what: string): UserError {
  return new UserError({
    code: CODE,
    message: `Warehouse "${warehouse}" takes a service of ${file}, whose line ${line} ${what}.`,
    next: "Write it as name=value, with the names that libpq has.",
  });
}
