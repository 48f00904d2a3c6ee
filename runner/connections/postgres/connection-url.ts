import { UserError } from "../../../protocol/user-error.ts";
import { type LibpqParameters, parameterKind } from "./libpq-parameters.ts";
import { badUrl, passwordInUrl, severalHosts, unusableParameter } from "./settings-errors.ts";

/** libpq's grammar: every part may be missing. */
const URL_PARTS =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^@/?#]*)@)?(?<host>\[[^\]/?#]*\]|[^:/?#]*)(?::(?<port>[^/?#]*))?(?:\/(?<dbname>[^?#]*))?(?:\?(?<query>[^#]*))?$/i;

/** A password before the host, also where it was written without its escapes. */
const WITH_PASSWORD = /^\w+:\/\/[^@/?#]*:[^@]+@/;

/** What a URL says, and all that is wrong with it: UserErrors that tell nothing of it, as there may be a password in it. */
export interface ReadUrl {
  readonly parameters: LibpqParameters;
  readonly mistakes: readonly UserError[];
}

export const NO_PORT = "is not a number between 1 and 65535";

export function isPort(text: string): boolean {
  const number = Number(text);
  return /^\d+$/.test(text) && number >= 1 && number <= 65535;
}

/** The parameters of a URL, as `readUrl` finds them. Throws the first of its mistakes. */
export function urlParameters(warehouse: string, url: string): LibpqParameters {
  const { parameters, mistakes } = readUrl(warehouse, url);
  if (mistakes[0] !== undefined) throw mistakes[0];
  return parameters;
}

/** Reads `postgresql://user@host:port/database?name=value` as libpq does. */
export function readUrl(warehouse: string, url: string): ReadUrl {
  const only = (mistake: UserError): ReadUrl => ({ parameters: {}, mistakes: [mistake] });
  if (!/^postgres(?:ql)?:\/\//i.test(url))
    return only(badUrl(warehouse, "does not begin with postgresql://"));
  const [beforeQuery = ""] = url.split("?", 1);
  if (WITH_PASSWORD.test(beforeQuery)) return only(passwordInUrl(warehouse));
  if (beforeQuery.includes(",")) return only(severalHosts(warehouse));
  const { groups } = URL_PARTS.exec(url) ?? {};
  if (groups === undefined) return only(badUrl(warehouse, "cannot be read"));
  const { user, host, port, dbname, query } = groups;
  const parts = {
    user: user?.replace(/:$/, ""),
    host: host?.replace(/^\[(.*)\]$/, "$1"),
    port,
    dbname,
  };
  const entries: (readonly [string, string])[] = [];
  // By their messages: what is wrong twice is told once.
  const mistakes = new Map<string, UserError>();
  const take = (read: () => readonly (readonly [string, string])[]): void => {
    try {
      entries.push(...read());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!mistakes.has(error.message)) mistakes.set(error.message, error);
    }
  };
  for (const [name, text] of Object.entries(parts)) if (text) take(() => [[name, decode(warehouse, text)]]);
  for (const pair of (query ?? "").split("&")) if (pair !== "") take(() => queryParameter(warehouse, pair));
  return { parameters: Object.fromEntries(entries), mistakes: [...mistakes.values()] };
}

function queryParameter(warehouse: string, pair: string): readonly (readonly [string, string])[] {
  const [, name = "", value = ""] = /^([^=]*)(?:=(.*))?$/s.exec(pair) ?? [];
  return usedParameter(warehouse, decode(warehouse, name), decode(warehouse, value));
}

function usedParameter(warehouse: string, name: string, value: string): (readonly [string, string])[] {
  // What is no name may be a password that was written without its escapes.
  if (!/^\w+$/.test(name)) throw badUrl(warehouse, "has a parameter without a name");
  // As libpq takes it from URLs of other drivers.
  if (name === "ssl" && value === "true") return [["sslmode", "require"]];
  if (name === "password" || name === "sslpassword") throw passwordInUrl(warehouse);
  const kind = parameterKind(name, value);
  if (kind === "unknown" || kind === "unsupported") throw unusableParameter(warehouse, "The url", name, kind);
  return kind === "used" && value !== "" ? [[name, value]] : [];
}

/** A `+` is a `+`: libpq knows no form encoding. */
function decode(warehouse: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUrl(warehouse, "has a % that no code follows");
  }
}
