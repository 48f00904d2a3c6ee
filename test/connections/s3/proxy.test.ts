import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, before, describe, type TestContext, test } from "node:test";
import type { LakeObject } from "../../../runner/connections/lake.ts";
import { s3Test } from "../../../runner/connections/s3/connection-test.ts";
import type { S3Options } from "../../../runner/connections/s3/options.ts";
import { s3Writer } from "../../../runner/connections/s3/s3-writer.ts";
import { type CertificateAuthority, makeAuthority, type Signed } from "../../postgres/certificates.ts";
import { startWebProxy } from "../../proxies/web-proxy.ts";
import { internalError } from "../../s3/faults.ts";
import type { S3Server } from "../../s3/server.ts";
import { stepsOf } from "../steps-of.ts";
import { openLake, optionsFor, useS3, withoutKeys } from "./s3-options.ts";
import { secureFront } from "./secure-front.ts";
import { GIVEN, startTokenServices } from "./token-services.ts";

type Env = Readonly<Record<string, string>>;

const KINDS = ["http", "https"] as const;
type Kind = (typeof KINDS)[number];

describe("S3 through a proxy", () => {
  let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
  let authority: CertificateAuthority;
  let signed: Signed;
  before(async () => {
    folder = await mkdtempDisposable(path.join(tmpdir(), "mr-s3-proxy-"));
    authority = await makeAuthority(folder.path, "authority");
    signed = await authority.sign("server", "localhost", "DNS:localhost");
  });
  after(() => folder.remove());

  /** A bucket at an endpoint of that kind, with these variables. One attempt, unless they say more. */
  async function around(
    t: TestContext,
    kind: Kind,
    env: Env,
  ): Promise<{ server: S3Server; options: S3Options }> {
    const server = await useS3(t);
    server.seed("lake", { a: "1", "with space+%": "22", large: Buffer.alloc(600_000, 7) });
    const port = kind === "http" ? server.port : await secureFront(t, server.port, signed);
    const all: Env = { AWS_CA_BUNDLE: authority.cert, AWS_MAX_ATTEMPTS: "1", ...env };
    const endpoint = `${kind}://localhost:${port}`;
    return { server, options: optionsFor(server, { endpoint, variables: (name) => all[name] }) };
  }

  const variableOf = (kind: Kind): string => `${kind.toUpperCase()}_PROXY`;
  const size = async (t: TestContext, options: S3Options) => (await openLake(t, options).head("a"))?.size;

  for (const kind of KINDS) {
    const variable = variableOf(kind);

    test(`${kind}: listings, reads, writes and parts, over one connection`, async (t) => {
      const proxy = await startWebProxy(t);
      const { server, options } = await around(t, kind, { [variable]: `http://${proxy.name}` });
      const lake = openLake(t, options);
      const listed: LakeObject[] = [];
      for await (const object of lake.list("")) listed.push(object);
      assert.deepEqual(
        listed.map(({ key }) => key),
        ["a", "large", "with space+%"],
      );
      for (const object of listed)
        assert.deepEqual(await buffer(await lake.open(object)), server.bytes("lake", object.key));
      const { writer, close } = s3Writer(options);
      t.after(close);
      const content = Buffer.alloc(9 * 1024 * 1024, 3);
      await writer.put("written ü", Readable.from([content]), {
        size: content.length,
        lastModified: new Date(0),
      });
      assert.ok(server.bytes("lake", "written ü")?.equals(content));

      if (kind === "https") {
        // One of the lake; one or two of the writer, which sends two parts at a time.
        const port = new URL(options.endpoint ?? "").port;
        assert.ok(proxy.asked.length <= 3, proxy.asked.join(", "));
        assert.deepEqual(new Set(proxy.asked), new Set([`CONNECT localhost:${port}`]));
      } else {
        // Each request is given to the proxy whole, and its address as it was signed.
        assert.equal(proxy.asked.length, server.requests.length);
        assert.ok(
          proxy.asked.includes(`GET ${options.endpoint}/lake/with%20space%2B%25`),
          proxy.asked.join("\n"),
        );
      }
    });

    test(`${kind}: a host of NO_PROXY is asked directly, others are not`, async (t) => {
      const proxy = await startWebProxy(t);
      const env = { [variable]: `http://${proxy.name}` };
      const { options } = await around(t, kind, { ...env, NO_PROXY: "127.0.0.1, localhost" });
      assert.equal(await size(t, options), 1);
      assert.deepEqual(proxy.asked, []);
      const { options: others } = await around(t, kind, { ...env, NO_PROXY: "127.0.0.1, example.com" });
      assert.equal(await size(t, others), 1);
      assert.notEqual(proxy.asked.length, 0);
    });

    test(`${kind}: the proxy for the other kind of requests is left alone`, async (t) => {
      const proxy = await startWebProxy(t);
      const other = variableOf(kind === "http" ? "https" : "http");
      const { options } = await around(t, kind, { [other]: `http://${proxy.name}` });
      assert.equal(await size(t, options), 1);
      assert.deepEqual(proxy.asked, []);
    });

    test(`${kind}: a proxy that is spoken to by TLS, and wants a password`, async (t) => {
      const tls = { cert: await readFile(signed.cert), key: await readFile(signed.key) };
      const proxy = await startWebProxy(t, { tls, user: "ada:p@ss" });
      const { options } = await around(t, kind, { [variable]: `https://ada:p%40ss@localhost:${proxy.port}` });
      assert.equal(await size(t, options), 1);
      assert.notEqual(proxy.asked.length, 0);
    });

    const refusals: readonly (readonly [
      what: string,
      value: (proxy: { port: number }) => string,
      offers: string | undefined,
      message: RegExp,
    ])[] = [
      [
        "no password",
        ({ port }) => `http://127.0.0.1:${port}`,
        undefined,
        /asks for a user and a password\.$/,
      ],
      [
        "a wrong password",
        ({ port }) => `http://ada:hidden-word@127.0.0.1:${port}`,
        undefined,
        /refuses the user and the password that HTTPS?_PROXY has\.$/,
      ],
      [
        "a password where a ticket is wanted",
        ({ port }) => `http://ada:hidden-word@127.0.0.1:${port}`,
        "Negotiate, NTLM",
        /asks who you are by Negotiate or NTLM, which Millrace cannot answer\.$/,
      ],
    ];
    for (const [what, value, offers, message] of refusals)
      test(`${kind}: ${what} is told at once, with the proxy's name`, async (t) => {
        const proxy = await startWebProxy(t, { user: "ada:p@ss", ...(offers !== undefined && { offers }) });
        const env = { [variable]: value(proxy), AWS_MAX_ATTEMPTS: "6" };
        const { server, options } = await around(t, kind, env);
        const told = await refusal(openLake(t, options).head("a"));
        assert.equal(told.code, "proxy-refused");
        assert.equal(told.retryable, false);
        assert.match(told.message, message);
        assert.ok(told.message.startsWith(`The proxy ${proxy.name} (${variable}) `), told.message);
        assert.doesNotMatch(`${told.message} ${told.next}`, /hidden-word|p@ss/);
        assert.equal(proxy.asked.length, 1);
        assert.equal(server.requests.length, 0);
      });

    test(`${kind}: a proxy that is not there`, async (t) => {
      const gone = await startS3Port(t);
      const { options } = await around(t, kind, { [variable]: `http://ada:hidden-word@127.0.0.1:${gone}` });
      const told = await refusal(openLake(t, options).head("a"));
      assert.equal(told.code, "proxy-unreachable");
      assert.equal(told.retryable, true);
      const { host } = new URL(options.endpoint ?? "");
      assert.equal(
        told.message,
        `The proxy 127.0.0.1:${gone} (${variable}), which requests to ${host} go through, cannot be reached: nothing listens on 127.0.0.1:${gone} (ECONNREFUSED).`,
      );
      assert.match(told.next ?? "", /NO_PROXY/);
    });

    test(`${kind}: https:// for a proxy that speaks no TLS`, async (t) => {
      const proxy = await startWebProxy(t);
      const { options } = await around(t, kind, { [variable]: `https://${proxy.name}` });
      const told = await refusal(openLake(t, options).head("a"));
      assert.match(told.message, /cannot be reached: it speaks no TLS at that port\.$/);
      assert.equal(told.next, `Write http:// in ${variable}.`);
      assert.equal(told.retryable, false);
    });

    test(`${kind}: what the proxy does not let through is no answer of the bucket's`, async (t) => {
      const proxy = await startWebProxy(t);
      const { server, options } = await around(t, kind, {
        [variable]: `http://${proxy.name}`,
        AWS_MAX_ATTEMPTS: "3",
      });
      proxy.answer(403);
      const told = await refusal(openLake(t, options).head("a"));
      assert.equal(told.code, "proxy-refused");
      assert.equal(told.retryable, false);
      assert.match(told.message, / lets no request through to localhost:\d+: it answers 403 \w+\.$/);
      assert.equal(proxy.asked.length, 1);
      // What may pass is tried as often as AWS_MAX_ATTEMPTS says.
      proxy.asked.length = 0;
      proxy.answer(503);
      const passing = await refusal(openLake(t, options).head("a"));
      assert.deepEqual([passing.code, passing.retryable], ["proxy-refused", true]);
      assert.equal(proxy.asked.length, 3);
      // As tinyproxy has it for a wrong password; where none was given it is about something else.
      proxy.answer(401);
      assert.match((await refusal(openLake(t, options).head("a"))).message, / it answers 401 /);
      const given = `http://ada:pass@${proxy.name}`;
      const variables = (name: string) => (name === variable ? given : options.variables(name));
      const withUser = await refusal(openLake(t, { ...options, variables }).head("a"));
      assert.match(withUser.message, /refuses the user and the password/);
      proxy.answer(502, 2);
      assert.equal(await size(t, options), 1);
      assert.equal(server.requests.length, 1);
    });

    test(`${kind}: errors of the bucket stay the bucket's`, async (t) => {
      const proxy = await startWebProxy(t);
      const { server, options } = await around(t, kind, { [variable]: `http://${proxy.name}` });
      assert.equal(await openLake(t, options).head("nothing"), undefined);
      assert.equal(
        (await refusal(openLake(t, { ...options, bucket: "none" }).head("a"))).code,
        "lake-missing",
      );
      server.fault({ fault: internalError(), times: 10 });
      assert.equal((await refusal(openLake(t, options).head("a"))).code, "lake-busy");
    });

    test(`${kind}: a connection's test goes the same way`, async (t) => {
      const proxy = await startWebProxy(t);
      const { options } = await around(t, kind, { [variable]: `http://${proxy.name}` });
      const { host } = new URL(options.endpoint ?? "");
      const steps = await stepsOf(s3Test(options));
      assert.equal(steps[1], `reach ok: ${host} through the proxy ${proxy.name}`);
      assert.match(steps[4] ?? "", /^read ok/);
      const broken = {
        ...options,
        variables: (name: string) => (name === variable ? "http://127.0.0.1:1" : undefined),
      };
      assert.equal((await stepsOf(s3Test(broken)))[1], "reach failed: proxy-unreachable");
    });
  }

  test("a variable that names no proxy is told, where it is needed", async (t) => {
    const { options } = await around(t, "https", { HTTPS_PROXY: "socks5://ada:hidden-word@127.0.0.1:1" });
    const told = await refusal(openLake(t, options).head("a"));
    assert.equal(told.code, "bad-proxy");
    const { options: plain } = await around(t, "http", { HTTPS_PROXY: "socks5://127.0.0.1:1" });
    assert.equal(await size(t, plain), 1);
  });

  test("no more tunnels than connections, however many jobs write and objects are read", {
    timeout: 60_000,
  }, async (t) => {
    const proxy = await startWebProxy(t);
    const { server, options } = await around(t, "https", { HTTPS_PROXY: `http://${proxy.name}` });
    const keys = Array.from({ length: 100 }, (_, at) => `k${at}`);
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    proxy.hold(opened);
    const { writer, close } = s3Writer(options);
    t.after(close);
    const about = { size: 2, lastModified: new Date(0) };
    const writing = keys.map((key) => writer.put(key, Readable.from([Buffer.from("12")]), about));
    while (proxy.asked.length < 64) await new Promise((resolve) => setImmediate(resolve));
    open();
    await Promise.all(writing);
    assert.equal(proxy.asked.length, 64);
    assert.deepEqual(server.keys("lake").length, 103);

    proxy.asked.length = 0;
    const lake = openLake(t, options);
    const listed: LakeObject[] = [];
    for await (const object of lake.list("k")) listed.push(object);
    const read = await Promise.all(
      listed.map(async (object) => String(await buffer(await lake.open(object)))),
    );
    assert.deepEqual(new Set(read), new Set(["12"]));
    // Those of 56 objects at a time; the listing's is one of them.
    assert.ok(proxy.asked.length <= 56, `${proxy.asked.length}`);
  });

  test("whoever closes a lake ends tunnels that are not there yet", async (t) => {
    const proxy = await startWebProxy(t);
    const { promise: never, resolve } = Promise.withResolvers<void>();
    t.after(() => resolve());
    proxy.hold(never);
    const { options } = await around(t, "https", { HTTPS_PROXY: `http://${proxy.name}` });
    const lake = openLake(t, options);
    const asked = refusal(lake.head("a"));
    while (proxy.asked.length === 0) await new Promise((done) => setImmediate(done));
    await lake.close();
    const told = await asked;
    assert.equal(told.code, "proxy-unreachable");
    // Not by the time limit.
    assert.match(told.message, /the connection ended before the answer/);
  });

  test("a body that breaks off goes on through the proxy", async (t) => {
    const proxy = await startWebProxy(t);
    const env = { HTTPS_PROXY: `http://${proxy.name}`, AWS_MAX_ATTEMPTS: "3" };
    const { server, options } = await around(t, "https", env);
    const lake = openLake(t, options);
    const object = (await lake.head("large")) ?? assert.fail();
    server.fault({ fault: { kind: "cut", after: 100_000 }, method: "GET", key: "large" });
    server.requests.length = 0;
    assert.deepEqual(await buffer(await lake.open(object)), server.bytes("lake", "large"));
    assert.equal(server.requests.length, 2);
  });

  describe("who gives credentials", () => {
    const STS = "AWS_ENDPOINT_URL_STS";
    const SSO = "AWS_ENDPOINT_URL_SSO";
    const own = { ...process.env };
    before(async () => {
      process.env["HOME"] = folder.path;
      process.env["AWS_EC2_METADATA_DISABLED"] = "true";
      const cache = path.join(folder.path, ".aws", "sso", "cache");
      await mkdir(cache, { recursive: true });
      const start = "https://example.org/start";
      const token = {
        accessToken: "of the portal",
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      };
      const name = createHash("sha1").update(start).digest("hex");
      await writeFile(path.join(cache, `${name}.json`), JSON.stringify(token));
      await writeFile(
        path.join(folder.path, ".aws", "config"),
        `[profile sso]\nsso_start_url = ${start}\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = reader\n`,
      );
    });
    after(() => {
      for (const name of [STS, SSO, "AWS_EC2_METADATA_DISABLED"]) delete process.env[name];
      if (own["HOME"] !== undefined) process.env["HOME"] = own["HOME"];
    });

    for (const [what, more, variable] of [
      [
        "the token service",
        (endpoint: string) => ({ assumeRole: { roleArn: "arn:aws:iam::1:role/r", endpoint } }),
        STS,
      ],
      ["the single sign-on", () => ({ profile: "sso" }), SSO],
    ] as const)
      test(`${what} is asked through the proxy, and told apart from it`, async (t) => {
        const proxy = await startWebProxy(t);
        const services = await startTokenServices(t);
        process.env[variable] = services.endpoint;
        const { server, options: keyed } = await around(t, "http", { HTTP_PROXY: `http://${proxy.name}` });
        server.addKeys(GIVEN);
        const given = more(services.endpoint);
        const options: S3Options = { ...("profile" in given ? withoutKeys(keyed) : keyed), ...given };
        assert.equal(await size(t, options), 1);
        assert.equal(services.requests.length, 1);
        assert.ok(
          proxy.asked.some((line) => line.includes(services.endpoint)),
          proxy.asked.join("\n"),
        );
        proxy.answer(403);
        const told = await refusal(openLake(t, options).head("a"));
        assert.equal(told.code, "proxy-refused");
        assert.ok(told.message.includes(new URL(services.endpoint).host), told.message);
      });
  });
});

interface Told {
  readonly code: string;
  readonly message: string;
  readonly next: string | undefined;
  readonly retryable: boolean;
}

async function refusal(asked: Promise<unknown>): Promise<Told> {
  try {
    await asked;
  } catch (error) {
    assert.equal((error as Error).name, "UserError", (error as Error).stack);
    return error as Error & Told;
  }
  return assert.fail("It was not refused.");
}

/** A port of the loopback where nothing listens any more. */
async function startS3Port(t: TestContext): Promise<number> {
  const server = await useS3(t);
  await server.refuse();
  return server.port;
}
