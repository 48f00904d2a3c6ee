import { type Bypass, bypassOf } from "./no-proxy.ts";
import { type Proxies, portOf, type WebProxy, withoutBrackets } from "./proxy.ts";
import { badProxy } from "./proxy-errors.ts";

type Variables = (name: string) => string | undefined;

/**
 * The proxies that the variables say, as boto3 and AWS's command line have them: `HTTPS_PROXY` for https, `HTTP_PROXY`
 * for http, `NO_PROXY` for hosts without one; in small letters too, which go first. An empty one is none. Undefined when
 * there is none at all.
 */
export function proxiesOf(variables: Variables): Proxies | undefined {
  const bypass = bypassOf(named(variables, "NO_PROXY")?.value ?? "");
  const http = proxyFor(named(variables, "HTTP_PROXY"), bypass);
  const https = proxyFor(named(variables, "HTTPS_PROXY"), bypass);
  if (http === undefined && https === undefined) return undefined;
  return (asked) => (asked.protocol === "https:" ? https : http)?.(asked);
}

/** The secrets in what a variable says; none when it names no proxy, or one without a password. */
export function proxySecrets(name: string, value: string): readonly string[] {
  if (!/^https?_proxy$/i.test(name)) return [];
  const written = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#:]*:([^/]+)@/i.exec(value)?.[1];
  return written === undefined ? [] : [...new Set([written, decoded(written)])];
}

interface Named {
  readonly name: string;
  readonly value: string;
}

function named(variables: Variables, name: string): Named | undefined {
  for (const written of [name.toLowerCase(), name]) {
    const value = variables(written);
    if (value !== undefined) return { name: written, value: value.trim() };
  }
  return undefined;
}

function proxyFor(variable: Named | undefined, bypass: Bypass): Proxies | undefined {
  if (variable === undefined || variable.value === "") return undefined;
  let parsed: WebProxy | undefined;
  return (asked) => {
    if (bypass(withoutBrackets(asked.hostname), portOf(asked))) return undefined;
    // A mistake in the variable is told when it is needed, and not to those who go directly.
    parsed ??= parseProxy(variable);
    return parsed;
  };
}

/** Many write it without `http://`. */
function parseProxy({ name, value }: Named): WebProxy {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(text)) throw badProxy(name, "is not the address of a proxy");
  const { protocol, hostname, port, username, password } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:")
    throw badProxy(name, `names a proxy of the kind ${protocol}//, which Millrace cannot use`);
  const user = username === "" && password === "" ? undefined : `${decoded(username)}:${decoded(password)}`;
  return {
    protocol,
    host: withoutBrackets(hostname),
    port: portOf({ protocol, port }),
    authorization: user === undefined ? undefined : `Basic ${Buffer.from(user).toString("base64")}`,
    variable: name,
  };
}

/** A `%` that begins no code is one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
