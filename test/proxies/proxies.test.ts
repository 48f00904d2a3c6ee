import assert from "node:assert/strict";
import { test } from "node:test";
import { proxiesOf, proxySecrets } from "../../runner/proxies/proxies.ts";
import { hostAndPort } from "../../runner/proxies/proxy.ts";

type Env = Readonly<Record<string, string>>;

/** `VARIABLE http://host:port`; `directly`. */
function wayOf(env: Env, address: string): string {
  const proxy = proxiesOf((name) => env[name])?.(new URL(address));
  if (proxy === undefined) return "directly";
  return `${proxy.variable} ${proxy.protocol}//${hostAndPort(proxy.host, proxy.port)}`;
}

const SECURE = "https://s3.example.com";
const PLAIN = "http://minio:9000";

const CASES: readonly (readonly [what: string, env: Env, address: string, way: string])[] = [
  ["nothing", {}, SECURE, "directly"],
  ["https", { HTTPS_PROXY: "http://p:3128" }, SECURE, "HTTPS_PROXY http://p:3128"],
  ["https is not for http", { HTTPS_PROXY: "http://p:3128" }, PLAIN, "directly"],
  ["http", { HTTP_PROXY: "http://p:3128" }, PLAIN, "HTTP_PROXY http://p:3128"],
  ["http is not for https", { HTTP_PROXY: "http://p:3128" }, SECURE, "directly"],
  ["all", { ALL_PROXY: "http://p:3128" }, SECURE, "directly"],
  ["small letters", { https_proxy: "http://p:3128" }, SECURE, "https_proxy http://p:3128"],
  [
    "small ones first",
    { https_proxy: "http://a:1", HTTPS_PROXY: "http://b:2" },
    SECURE,
    "https_proxy http://a:1",
  ],
  ["small ones first, empty", { https_proxy: "", HTTPS_PROXY: "http://b:2" }, SECURE, "directly"],
  ["empty", { HTTPS_PROXY: " " }, SECURE, "directly"],
  ["no scheme", { HTTPS_PROXY: "p.example.com:3128" }, SECURE, "HTTPS_PROXY http://p.example.com:3128"],
  ["no port", { HTTPS_PROXY: "http://p/" }, SECURE, "HTTPS_PROXY http://p:80"],
  ["by TLS", { HTTPS_PROXY: "https://p" }, SECURE, "HTTPS_PROXY https://p:443"],
  ["IPv6", { HTTPS_PROXY: "http://[::1]:3128" }, SECURE, "HTTPS_PROXY http://[::1]:3128"],
  ["exception", { HTTPS_PROXY: "http://p:1", NO_PROXY: "example.com" }, SECURE, "directly"],
  [
    "exception with the usual port",
    { HTTPS_PROXY: "http://p:1", NO_PROXY: "example.com:443" },
    SECURE,
    "directly",
  ],
  [
    "exceptions in small letters first",
    { HTTPS_PROXY: "http://p:1", NO_PROXY: "example.com", no_proxy: "example.org" },
    SECURE,
    "HTTPS_PROXY http://p:1",
  ],
  ["this machine is none", { HTTP_PROXY: "http://p:1" }, "http://localhost:9000", "HTTP_PROXY http://p:1"],
  ["exception IPv6", { HTTP_PROXY: "http://p:1", NO_PROXY: "::1" }, "http://[::1]:9000", "directly"],
  ["a mistake that nobody needs", { HTTPS_PROXY: "socks5://p:1", NO_PROXY: "*" }, SECURE, "directly"],
];

for (const [what, env, address, way] of CASES)
  test(`proxies by variables: ${what}`, () => assert.equal(wayOf(env, address), way));

test("user and password, also with what is special in addresses", () => {
  const sent = (value: string): string | undefined => {
    const header = proxiesOf((name) => (name === "HTTPS_PROXY" ? value : undefined))?.(
      new URL(SECURE),
    )?.authorization;
    return header && Buffer.from(header.replace(/^Basic /, ""), "base64").toString();
  };
  assert.equal(sent("http://p:1"), undefined);
  assert.equal(sent("http://ada:pass@p:1"), "ada:pass");
  assert.equal(sent("http://ada@p:1"), "ada:");
  assert.equal(sent("ada:pass@p:1"), "ada:pass");
  assert.equal(sent("http://ACME%5Cada:p%40ss%3Aw%C3%B6rd@p:1"), "ACME\\ada:p@ss:wörd");
  assert.equal(sent("http://ada:100%@p:1"), "ada:100%");
});

for (const [value, problem] of [
  ["socks5://ada:hidden@p:1080", /^HTTPS_PROXY names a proxy of the kind socks5:\/\//],
  ["http://ada:hidden@:3128", /^HTTPS_PROXY is not the address of a proxy\.$/],
  ["http://ada:hidden@p:port", /^HTTPS_PROXY is not the address of a proxy\.$/],
] as const)
  test(`what is no proxy is told without its value: ${value}`, () =>
    assert.throws(
      () => wayOf({ HTTPS_PROXY: value }, SECURE),
      (error: Error & { code: string; next: string }) => {
        assert.equal(error.code, "bad-proxy");
        assert.match(error.message, problem);
        assert.doesNotMatch(error.message + error.next, /hidden/);
        return true;
      },
    ));

test("the secrets of a variable", () => {
  assert.deepEqual(proxySecrets("HTTPS_PROXY", "http://ada:p%40ss@p:1"), ["p%40ss", "p@ss"]);
  assert.deepEqual(proxySecrets("http_proxy", "ada:pass@p:1"), ["pass"]);
  // Written wrongly it is a password nevertheless.
  assert.deepEqual(proxySecrets("HTTPS_PROXY", "http://ada:p@ss@p:1"), ["p@ss"]);
  assert.deepEqual(proxySecrets("HTTPS_PROXY", "http://p:3128"), []);
  assert.deepEqual(proxySecrets("NO_PROXY", "ada:pass@p:1"), []);
});
