/** A server that passes requests on. */
export interface WebProxy {
  /** How it is spoken to itself. */
  readonly protocol: "http:" | "https:";
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** Of the header `Proxy-Authorization`; undefined where the variable has no user. */
  readonly authorization: string | undefined;
  /** The variable that names it. */
  readonly variable: string;
}

/** Where a request goes. */
export interface Asked {
  readonly protocol: string;
  /** With or without brackets. */
  readonly hostname: string;
  /** Default: the protocol's. */
  readonly port?: number | string | undefined;
}

/** The proxy for a request; undefined when it goes directly. Throws a UserError when the variable names none. */
export type Proxies = (asked: Asked) => WebProxy | undefined;

/** As `CONNECT` and errors have it: `proxy.example.com:3128`. */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

export function portOf({ protocol, port }: Pick<Asked, "protocol" | "port">): number {
  return Number(port) || (protocol === "https:" ? 443 : 80);
}
