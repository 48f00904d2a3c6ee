import { type LibpqParameters, parameterKind } from "./libpq-parameters.ts";
import { badUrl, passwordInUrl, severalHosts, unusableParameter } from "./settings-errors.ts";

/** libpq's grammar: every part may be missing. */
const URL_PARTS =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^@/?#]*)@)?(?<host>\[[^\]/?#]*\]|[^:/?#]*)(?::(?<port>[^/?#]*))?(?:\/(?<dbname>[^?#]*))?(?:\?(?<query>[^#]*))?$/i;

/** A password before the host, also where it was written without its escapes. */
const WITH_PASSWORD = /^\w+:\/\/[^@/?#]*:[^@]+@/;

/**
 * The parameters of `postgresql://user@host:port/database?name=value`, as libpq has them. Throws a UserError that tells
 * nothing of the URL: there may be a password in it.
 */
export function urlParameters(warehouse: string, url: string): LibpqParameters {
  if (!/^postgres(?:ql)?:\/\//i.test(url)) throw badUrl(warehouse, "does not begin with postgresql://");
  const [beforeQuery = ""] = url.split("?", 1);
  if (WITH_PASSWORD.test(beforeQuery)) throw passwordInUrl(warehouse);
  if (beforeQuery.includes(",")) throw severalHosts(warehouse);
  const { groups } = URL_PARTS.exec(url) ?? {};
  if (groups === undefined) throw badUrl(warehouse, "cannot be read");
  const { user, host, port, dbname, query } = groups;
  const decoded = (text: string | undefined): string => decode(warehouse, text ?? "");
  const parts = {
    user: decoded(user?.replace(/:$/, "")),
    host: decoded(host?.replace(/^\[(.*)\]$/, "$1")),
    port: decoded(port),
    dbname: decoded(dbname),
  };
  const said = Object.entries(parts).filter(([, value]) => value !== "");
  return { ...Object.fromEntries(said), ...queryParameters(warehouse, query ?? "") };
}

function queryParameters(warehouse: string, query: string): LibpqParameters {
  const pairs = query.split("&").filter((pair) => pair !== "");
  const entries = pairs.flatMap((pair) => {
    const [, name = "", value = ""] = /^([^=]*)(?:=(.*))?$/s.exec(pair) ?? [];
    return usedParameter(warehouse, decode(warehouse, name), decode(warehouse, value));
  });
  return Object.fromEntries(entries);
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
