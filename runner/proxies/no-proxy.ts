import { BlockList, isIP } from "node:net";

/** Whether a host is reached without a proxy. `host` has no brackets; `port` is the one that is really used. */
export type Bypass = (host: string, port: number) => boolean;

/**
 * Reads `NO_PROXY` as curl and boto3 do: hosts with commas or blanks between them, each for itself and for all names
 * below it, with or without a dot at its start; with a port for that one alone; `*` for everything. Addresses can be
 * ranges (`10.0.0.0/8`), as curl has them. Names are not resolved, and those of this machine are names like others.
 */
export function bypassOf(text: string): Bypass {
  const entries = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "");
  if (entries.includes("*")) return () => true;
  const bypasses = entries.map(bypassOfEntry);
  return (host, port) => {
    const name = host.toLowerCase().replace(/\.$/, "");
    return bypasses.some((fits) => fits(name, port));
  };
}

function bypassOfEntry(entry: string): Bypass {
  const { host, port } = splitPort(entry);
  const fits = hostTest(host);
  return port === undefined ? fits : (name, asked) => asked === port && fits(name, asked);
}

function hostTest(host: string): Bypass {
  const [address = "", bits] = host.split("/", 2);
  if (isIP(address) !== 0) return rangeTest(address, bits);
  const name = host.replace(/^\*?\./, "").replace(/\.$/, "");
  return (asked) => name !== "" && (asked === name || asked.endsWith(`.${name}`));
}

function rangeTest(address: string, bits: string | undefined): Bypass {
  const most = isIP(address) === 6 ? 128 : 32;
  const length = bits === undefined ? most : Number(bits);
  if (!/^\d{1,3}$/.test(bits ?? "0") || length > most) return () => false;
  const range = new BlockList();
  range.addSubnet(address, length, familyOf(address));
  return (asked) => isIP(asked) !== 0 && range.check(asked, familyOf(asked));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

/** Of `host`, `host:9000`, `[::1]:9000`, and `::1`, whose colons begin no port. */
function splitPort(entry: string): { readonly host: string; readonly port: number | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry);
  const [, host = entry, port] = bracketed ?? /^([^:]*):(\d+)$/.exec(entry) ?? [];
  return { host, port: port === undefined ? undefined : Number(port) };
}
