import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, type TestContext, test } from "node:test";
import { UserError } from "../../../protocol/user-error.ts";
import type { S3Options } from "../../../runner/connections/s3/options.ts";
import { s3Place } from "../../../runner/connections/s3/place.ts";
import { s3Requests } from "../../../runner/connections/s3/s3-requests.ts";
import { invalidAccessKeyId } from "../../s3/errors.ts";
import type { S3Server } from "../../s3/server.ts";
import { openLake, optionsFor, useS3, withoutKeys } from "./s3-options.ts";
import { GIVEN, startTokenServices } from "./token-services.ts";

/** The process's own home and environment, as AWS's client reads them, are the tests' in this file. */
const home = { path: "" };

before(async () => {
  home.path = await mkdtemp(path.join(tmpdir(), "millrace-aws-"));
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  process.env["HOME"] = home.path;
  process.env["AWS_EC2_METADATA_DISABLED"] = "true";
});
after(() => rm(home.path, { recursive: true, force: true }));
beforeEach(async () => {
  for (const name of ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSO", "AWS_REGION"]) delete process.env[name];
  await rm(path.join(home.path, ".aws"), { recursive: true, force: true });
  await mkdir(path.join(home.path, ".aws", "sso", "cache"), { recursive: true });
});

const config = (text: string): Promise<void> => writeFile(path.join(home.path, ".aws", "config"), text);

/** Variables as a process has them, some of them from a `.env` that the process knows nothing of. */
const variables =
  (own: Readonly<Record<string, string>> = {}) =>
  (name: string): string | undefined =>
    own[name] ?? process.env[name];

/** Options without keys of their own, at a server whose bucket has an object. */
async function around(
  t: TestContext,
  more: Partial<S3Options> = {},
): Promise<{ server: S3Server; options: S3Options; own: string }> {
  const server = await useS3(t);
  server.seed("lake", { a: "1" });
  server.addKeys(GIVEN);
  const own = `aws_access_key_id = ${server.accessKeyId}\naws_secret_access_key = ${server.secretAccessKey}\n`;
  return { server, options: { ...withoutKeys(optionsFor(server)), variables: variables(), ...more }, own };
}

/** Who signs, of a lake that works. Whatever they are, nothing may print the secrets. */
async function works(t: TestContext, given: S3Options): Promise<string> {
  const secrets = new Set<string>();
  const options = { ...given, onSecret: (secret: string) => void secrets.add(secret) };
  assert.equal((await openLake(t, options).head("a"))?.size, 1);
  const requests = s3Requests(options);
  t.after(() => requests.close());
  const { name, keyEnd } = (await requests.signer()) ?? assert.fail();
  if (keyEnd === "IVEN") assert.ok(secrets.has(GIVEN.secretAccessKey) && secrets.has(GIVEN.sessionToken));
  else assert.ok(secrets.size > 0);
  return `${name} …${keyEnd}`;
}

describe("AWS's ways to give credentials", () => {
  test("variables, of a .env as well", async (t) => {
    const { server, options } = await around(t);
    const own = { AWS_ACCESS_KEY_ID: server.accessKeyId, AWS_SECRET_ACCESS_KEY: server.secretAccessKey };
    assert.equal(await works(t, { ...options, variables: variables(own) }), "AWS_ACCESS_KEY_ID …TEST");
  });

  test("temporary keys in variables", async (t) => {
    const { options } = await around(t);
    const own = {
      AWS_ACCESS_KEY_ID: GIVEN.accessKeyId,
      AWS_SECRET_ACCESS_KEY: GIVEN.secretAccessKey,
      AWS_SESSION_TOKEN: GIVEN.sessionToken,
    };
    assert.equal(await works(t, { ...options, variables: variables(own) }), "AWS_ACCESS_KEY_ID …IVEN");
  });

  /** `undefined`: without the variable, or the setting. */
  const TOKENS: readonly (readonly [what: string, token: string | undefined, next: RegExp])[] = [
    ["wrong", "wrong", /^Correct the session token that came with the keys \(/],
    ["empty", "", /^Set the session token that came with the keys \(/],
    ["missing", undefined, /^Set the session token that came with the keys \(/],
  ];
  for (const [what, token, next] of TOKENS)
    test(`a session token that is ${what} is what has to be corrected, where it is kept`, async (t) => {
      const { options } = await around(t);
      const { accessKeyId, secretAccessKey } = GIVEN;
      const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
      const own = variables({ ...keys, ...(token !== undefined && { AWS_SESSION_TOKEN: token }) });
      const refusal = async (given: S3Options): Promise<UserError> => {
        const error = await openLake(t, given)
          .head("a")
          .catch((thrown: unknown) => thrown);
        assert.ok(error instanceof UserError, String(error));
        assert.equal(error.code, "lake-credentials-refused");
        assert.match(error.next ?? "", next);
        assert.match(
          error.message,
          token ? /the session token is not one of the/ : /there is no session token/,
        );
        return error;
      };
      assert.match((await refusal({ ...options, variables: own })).next ?? "", /\(AWS_SESSION_TOKEN\)/);
      const line = token ? `aws_session_token = ${token}\n` : "";
      await config(
        `[profile data]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n${line}`,
      );
      const ofProfile = await refusal({ ...options, profile: "data" });
      assert.match(ofProfile.next ?? "", /\(aws_session_token of the profile "data"\)/);
    });

  test("AWS does not know the id of temporary keys without their token: the token is told", async (t) => {
    const { server, options } = await around(t);
    server.fault({ fault: { kind: "error", error: invalidAccessKeyId("ASIA") }, times: "always" });
    const keys = { AWS_ACCESS_KEY_ID: GIVEN.accessKeyId, AWS_SECRET_ACCESS_KEY: GIVEN.secretAccessKey };
    const next = async (own: Readonly<Record<string, string>>): Promise<string> => {
      const error = await openLake(t, { ...options, variables: variables(own) })
        .head("a")
        .catch((thrown: unknown) => thrown);
      assert.ok(error instanceof UserError, String(error));
      return error.next ?? "";
    };
    assert.match(await next(keys), /^Set the session token .* \(AWS_SESSION_TOKEN\)/);
    const other = { ...keys, AWS_ACCESS_KEY_ID: "AKIAOTHER" };
    assert.match(await next({ ...other, AWS_SESSION_TOKEN: "" }), /^Set the session token /);
    assert.match(await next(other), /^Correct the access key id and the secret access key /);
  });

  test("the profile default, a profile that is named, and AWS_PROFILE", async (t) => {
    const { options, own } = await around(t);
    await config(`[default]\n${own}\n[profile data]\n${own}`);
    assert.equal(await works(t, options), 'the profile "default" …TEST');
    assert.equal(await works(t, { ...options, profile: "data" }), 'the profile "data" …TEST');
    const named = variables({ AWS_PROFILE: "data" });
    assert.equal(await works(t, { ...options, variables: named }), 'the profile "data" …TEST');
  });

  test("files that variables name", async (t) => {
    const { options, own } = await around(t);
    const file = path.join(home.path, "elsewhere");
    await writeFile(file, `[data]\n${own}`);
    const elsewhere = variables({ AWS_SHARED_CREDENTIALS_FILE: file });
    assert.equal(
      await works(t, { ...options, profile: "data", variables: elsewhere }),
      'the profile "data" …TEST',
    );
  });

  test("a profile that is named goes before keys in variables, and those before AWS_PROFILE", async (t) => {
    const { server, options, own } = await around(t);
    await config(`[profile data]\n${own}`);
    const wrong = { AWS_ACCESS_KEY_ID: "AKIAWRONG", AWS_SECRET_ACCESS_KEY: "wrong" };
    const named = { ...options, profile: "data", variables: variables(wrong) };
    assert.equal(await works(t, named), 'the profile "data" …TEST');
    const keys = { AWS_ACCESS_KEY_ID: server.accessKeyId, AWS_SECRET_ACCESS_KEY: server.secretAccessKey };
    const both = { ...options, variables: variables({ ...keys, AWS_PROFILE: "nothing" }) };
    assert.equal(await works(t, both), "AWS_ACCESS_KEY_ID …TEST");
  });

  test("a program that a profile names", async (t) => {
    const { server, options } = await around(t);
    const { accessKeyId, secretAccessKey } = server;
    const file = path.join(home.path, "keys.json");
    await writeFile(
      file,
      JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }),
    );
    await config(`[profile program]\ncredential_process = cat ${file}\n`);
    assert.equal(await works(t, { ...options, profile: "program" }), 'the profile "program" …TEST');
  });

  test("a role that the connection names, with its external id", async (t) => {
    const { server, options } = await around(t);
    const sts = await startTokenServices(t);
    const assumeRole = {
      roleArn: "arn:aws:iam::123456789012:role/reader",
      externalId: async () => "the id",
      endpoint: sts.endpoint,
    };
    const own = optionsFor(server).keys ?? assert.fail();
    const role = { ...options, keys: own, assumeRole };
    assert.equal(await works(t, role), "the role arn:aws:iam::123456789012:role/reader …IVEN");
    const { fields, signedBy } = sts.requests[0] ?? assert.fail();
    assert.equal(signedBy, server.accessKeyId);
    assert.deepEqual(
      [
        fields["Action"],
        fields["RoleArn"],
        fields["ExternalId"],
        fields["RoleSessionName"],
        fields["DurationSeconds"],
      ],
      ["AssumeRole", "arn:aws:iam::123456789012:role/reader", "the id", "millrace", "3600"],
    );
    sts.refuse("AccessDenied", "User: x is not authorized to perform: sts:AssumeRole");
    await assert.rejects(openLake(t, role).head("a"), {
      code: "lake-no-credentials",
      message:
        'The lake "lake" cannot take on the role arn:aws:iam::123456789012:role/reader with the credentials of the connection: User: x is not authorized to perform: sts:AssumeRole.',
      next: /trust policy/,
    });
    const nobody = { ...role, assumeRole: { ...assumeRole, endpoint: "http://127.0.0.1:9" } };
    await assert.rejects(openLake(t, nobody).head("a"), {
      code: "lake-no-credentials",
      message: /: nothing listens on 127\.0\.0\.1:9 \(ECONNREFUSED\)\.$/,
      next: /^Check the network/,
      retryable: true,
    });
  });

  test("a role of a profile, with the keys of another", async (t) => {
    const { server, options, own } = await around(t);
    const sts = await startTokenServices(t);
    process.env["AWS_ENDPOINT_URL_STS"] = sts.endpoint;
    await config(
      `[profile base]\n${own}\n[profile role]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\nregion = us-east-1\n`,
    );
    assert.equal(await works(t, { ...options, profile: "role" }), 'the profile "role" …IVEN');
    assert.equal(sts.requests[0]?.signedBy, server.accessKeyId);
  });

  test("a web identity", async (t) => {
    const { options } = await around(t);
    const sts = await startTokenServices(t);
    process.env["AWS_ENDPOINT_URL_STS"] = sts.endpoint;
    const file = path.join(home.path, "token");
    await writeFile(file, "a web token");
    const own = variables({ AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: "arn:aws:iam::1:role/web" });
    assert.match(await works(t, { ...options, variables: own }), /^a web identity …IVEN$/);
    const { fields, signedBy } = sts.requests[0] ?? assert.fail();
    assert.deepEqual(
      [fields["Action"], fields["WebIdentityToken"], signedBy],
      ["AssumeRoleWithWebIdentity", "a web token", undefined],
    );
  });

  test("a web identity of a profile", async (t) => {
    const { options } = await around(t);
    const sts = await startTokenServices(t);
    process.env["AWS_ENDPOINT_URL_STS"] = sts.endpoint;
    const file = path.join(home.path, "token");
    await writeFile(file, "a web token");
    await config(
      `[profile web]\nweb_identity_token_file = ${file}\nrole_arn = arn:aws:iam::1:role/web\nregion = us-east-1\n`,
    );
    assert.equal(await works(t, { ...options, profile: "web" }), 'the profile "web" …IVEN');
    assert.equal(sts.requests[0]?.fields["WebIdentityToken"], "a web token");
  });

  const SSO = `[profile sso]
sso_start_url = https://example.org/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = reader
`;
  /** Of a session that profiles share, as `aws configure sso` writes it today. */
  const SSO_SESSION = `[profile sso]
sso_session = company
sso_account_id = 123456789012
sso_role_name = reader
[sso-session company]
sso_start_url = https://example.org/start
sso_region = us-east-1
`;
  const signIn = (expiresAt: Date, session = "https://example.org/start"): Promise<void> => {
    const name = createHash("sha1").update(session).digest("hex");
    const token = { accessToken: "of the portal", expiresAt: expiresAt.toISOString() };
    return writeFile(path.join(home.path, ".aws", "sso", "cache", `${name}.json`), JSON.stringify(token));
  };

  for (const [what, profile, session] of [
    ["single sign-on", SSO, undefined],
    ["single sign-on of a session that profiles share", SSO_SESSION, "company"],
  ] as const)
    test(what, async (t) => {
      const { options } = await around(t);
      const portal = await startTokenServices(t);
      process.env["AWS_ENDPOINT_URL_SSO"] = portal.endpoint;
      await config(profile);
      await signIn(new Date(Date.now() + 3_600_000), session);
      assert.equal(await works(t, { ...options, profile: "sso" }), 'the profile "sso" …IVEN');
      const { fields, bearer } = portal.requests[0] ?? assert.fail();
      assert.deepEqual(
        [fields["account_id"], fields["role_name"], bearer],
        ["123456789012", "reader", "of the portal"],
      );
    });

  for (const [what, profile, expires, session] of [
    ["that has ended", SSO, -1000, undefined],
    ["that was never begun", SSO, undefined, undefined],
    ["of a session that has ended", SSO_SESSION, -1000, "company"],
    ["of a session that was never begun", SSO_SESSION, undefined, undefined],
  ] as const)
    test(`a single sign-on ${what} says how to sign in`, async (t) => {
      const { options } = await around(t);
      await config(profile);
      if (expires !== undefined) await signIn(new Date(Date.now() + expires), session);
      await assert.rejects(openLake(t, { ...options, profile: "sso" }).head("a"), {
        code: "lake-credentials-expired",
        next: "Sign in again: aws sso login --profile sso",
      });
    });

  test("nothing at all says what was looked for", async (t) => {
    const { options } = await around(t);
    await assert.rejects(openLake(t, options).head("a"), {
      code: "lake-no-credentials",
      message: /AWS_ACCESS_KEY_ID.*profile "default".*instance/,
      next: /"anonymous": true/,
    });
    // As the command line opens one that no connection has.
    await assert.rejects(openLake(t, { ...options, name: `s3://${options.bucket}` }).head("a"), {
      message: new RegExp(`^There are no AWS credentials for s3://${options.bucket}: none in`),
      next: /--profile; --anonymous/,
    });
  });

  test("a profile that is not there does not make way for others", async (t) => {
    const { options, own } = await around(t);
    await config(`[default]\n${own}`);
    for (const wrong of [
      { ...options, profile: "nothing" },
      { ...options, variables: variables({ AWS_PROFILE: "nothing" }) },
    ])
      await assert.rejects(openLake(t, wrong).head("a"), {
        code: "lake-no-credentials",
        message: 'The AWS profile "nothing" of the lake "lake" is not there, or has no credentials.',
      });
  });
});

describe("where requests go", () => {
  const base: S3Options = { name: "lake", bucket: "raw", prefix: "", variables: () => undefined };
  const place = async (more: Partial<S3Options>, own: Readonly<Record<string, string>> = {}) => {
    const { region, endpoint, pathStyle } = await s3Place({ ...base, variables: variables(own), ...more });
    return `${region} ${endpoint ?? "AWS"} ${pathStyle ? "path" : "host"}`;
  };

  test("the connection goes before variables, variables before the profile", async () => {
    await config(
      "[default]\nregion = eu-north-1 # near\n[profile other]\nregion=eu-west-3\nendpoint_url = http://other\n" +
        "[profile nested]\nservices = ours\nendpoint_url = http://all\n[services ours]\nec2 =\n  endpoint_url = http://ec2\ns3 =\n  endpoint_url = http://s3\n",
    );
    assert.equal(await place({}), "eu-north-1 AWS host");
    assert.equal(await place({ profile: "other" }), "eu-west-3 http://other path");
    assert.equal(await place({ profile: "nested" }), "us-east-1 http://s3 path");
    assert.equal(await place({}, { AWS_PROFILE: "other" }), "eu-west-3 http://other path");
    assert.equal(await place({}, { AWS_DEFAULT_REGION: "sa-east-1" }), "sa-east-1 AWS host");
    assert.equal(await place({}, { AWS_DEFAULT_REGION: "sa-east-1", AWS_REGION: "x" }), "x AWS host");
    assert.equal(await place({ region: "mine" }, { AWS_REGION: "x" }), "mine AWS host");
    const urls = { AWS_ENDPOINT_URL: "http://one", AWS_ENDPOINT_URL_S3: "http://two" };
    assert.equal(await place({}, urls), "eu-north-1 http://two path");
    assert.equal(
      await place({ endpoint: "http://mine", pathStyle: false }, urls),
      "eu-north-1 http://mine host",
    );
    assert.equal(
      await place({}, { ...urls, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }),
      "eu-north-1 AWS host",
    );
  });

  test("without any of them it is us-east-1", async () => {
    assert.equal(await place({}), "us-east-1 AWS host");
  });

  test("a bucket is in the host name, unless it has dots or the endpoint is another", async () => {
    const address = async (more: Partial<S3Options>): Promise<string> => {
      const requests = s3Requests({ ...base, variables: variables(), ...more });
      try {
        return (await requests.address()).href;
      } finally {
        await requests.close();
      }
    };
    assert.equal(await address({}), "https://raw.s3.us-east-1.amazonaws.com/");
    assert.equal(await address({ bucket: "raw.data" }), "https://s3.us-east-1.amazonaws.com/raw.data");
    assert.equal(await address({ region: "cn-north-1" }), "https://raw.s3.cn-north-1.amazonaws.com.cn/");
    assert.equal(await address({ endpoint: "http://localhost:9000" }), "http://localhost:9000/raw");
    assert.equal(
      await address({ endpoint: "http://s3.localhost", pathStyle: false }),
      "http://raw.s3.localhost/",
    );
  });
});
