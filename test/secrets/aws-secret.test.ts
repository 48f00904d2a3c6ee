import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { secureFront } from "../connections/s3/secure-front.ts";
import { makeAuthority } from "../postgres/certificates.ts";
import { startWebProxy } from "../proxies/web-proxy.ts";
import type { Answer } from "./secrets-manager-stand-in.ts";
import { secretsManagerStandIn } from "./secrets-manager-stand-in.ts";
import { errorOf, testSecrets } from "./workspace.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIDENV", AWS_SECRET_ACCESS_KEY: "env-secret-access-key" };
const REGION = { AWS_REGION: "eu-central-1" };

const refused = (error: string, message: string): Answer => ({ status: 400, error, message });

describe("secrets of AWS Secrets Manager (a stand-in for it)", () => {
  // What the machine that runs the tests has is not to be found by AWS's client.
  const HIDDEN = {
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/nonexistent/config",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
  };
  const own = { ...process.env };
  before(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
    Object.assign(process.env, HIDDEN);
  });
  after(() => {
    for (const name of Object.keys(HIDDEN)) delete process.env[name];
    for (const [name, value] of Object.entries(own)) if (name.startsWith("AWS_")) process.env[name] = value;
  });

  test("a text, a field of a JSON object, and the region that an ARN has", async (t) => {
    const arn = "arn:aws:secretsmanager:us-west-2:123456789012:secret:db-AbCdEf";
    const { endpoint, asked } = await secretsManagerStandIn(t, {
      "prod/text": { SecretString: "the text secret\n" },
      [arn]: { SecretString: '{ "username": "loader", "password": "field-secret" }' },
    });
    const { secrets, redactor } = await testSecrets(t, {
      ...KEYS,
      ...REGION,
      AWS_SESSION_TOKEN: "token-of-env",
    });
    assert.equal(await secrets.get({ awsSecret: "prod/text", endpoint }), "the text secret\n");
    assert.equal(await secrets.get({ awsSecret: arn, key: "password", endpoint }), "field-secret");
    assert.equal(
      await secrets.get({ awsSecret: arn, key: "password", endpoint, region: "x-1" }),
      "field-secret",
    );
    const signer = { accessKeyId: "AKIDENV", sessionToken: "token-of-env" };
    assert.deepEqual(asked, [
      { secretId: "prod/text", region: "eu-central-1", ...signer },
      { secretId: arn, region: "us-west-2", ...signer },
      { secretId: arn, region: "x-1", ...signer },
    ]);
    assert.equal(
      redactor.redact("the text secret, field-secret, env-secret-access-key, token-of-env"),
      "***, ***, ***, ***",
    );
  });

  test("asked for once by many at a time, and again after a short while", async (t) => {
    const { endpoint, asked } = await secretsManagerStandIn(t, { s: { SecretString: "shared-value" } });
    let now = 0;
    const { secrets } = await testSecrets(t, { ...KEYS, ...REGION }, { now: () => now });
    const ref = { awsSecret: "s", endpoint };
    await Promise.all(Array.from({ length: 16 }, () => secrets.get(ref)));
    assert.equal(asked.length, 1);
    now = 60_000;
    await secrets.get(ref);
    assert.equal(asked.length, 2);
  });

  test("credentials as AWS has them: .env, a profile, a profile of .env's own files", async (t) => {
    const { endpoint, asked } = await secretsManagerStandIn(t, { s: { SecretString: "value" } });
    let now = 0;
    const { secrets, write, folder } = await testSecrets(t, {}, { now: () => now });
    const ref = { awsSecret: "s", endpoint };
    const [config, credentials] = [path.join(folder, "config"), path.join(folder, "credentials")];
    await write("config", "[profile team]\nregion = ap-south-1\n");
    await write("credentials", "[team]\naws_access_key_id = AKIDTEAM\naws_secret_access_key = t\n");
    const files = `AWS_CONFIG_FILE=${config}\nAWS_SHARED_CREDENTIALS_FILE=${credentials}\nAWS_REGION=eu-west-3\n`;
    await write(".env", `AWS_ACCESS_KEY_ID=AKIDFILE\nAWS_SECRET_ACCESS_KEY=s\n${files}`);
    await secrets.get(ref);
    await secrets.get({ ...ref, profile: "team" });
    await write(".env", `AWS_ACCESS_KEY_ID=AKIDFILE\nAWS_SECRET_ACCESS_KEY=s\nAWS_PROFILE=team\n${files}`);
    now = 60_000;
    await secrets.get(ref);
    assert.deepEqual(
      asked.map(({ accessKeyId, region }) => `${accessKeyId} ${region}`),
      ["AKIDFILE eu-west-3", "AKIDTEAM eu-west-3", "AKIDTEAM eu-west-3"],
    );
  });

  test("errors say what is wrong and what to do, without a secret", async (t) => {
    const { endpoint } = await secretsManagerStandIn(t, {
      binary: { SecretBinary: "aHVudGVyMg==" },
      empty: { SecretString: "" },
      text: { SecretString: "hunter2-hunter2" },
      object: {
        SecretString: '{ "username": "u", "password": "hunter2-hunter2", "port": 5432, "none": "" }',
      },
      denied: refused(
        "AccessDeniedException",
        "User: arn:aws:iam::1:user/x is not authorized to perform: that",
      ),
      echoes: refused(
        "InvalidRequestException",
        "You used env-secret-access-key, and it is marked for deletion",
      ),
      expired: refused("ExpiredTokenException", "The security token included in the request is expired"),
      stranger: refused(
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      ),
      broken: refused("SomethingNewException", "env-secret-access-key is odd"),
    });
    const { secrets } = await testSecrets(t, { ...KEYS, ...REGION });
    const get = (awsSecret: string, key?: string): Promise<string> =>
      errorOf(secrets.get({ awsSecret, endpoint, ...(key !== undefined && { key }) }));
    const told = [
      await get("nothing"),
      await get("denied"),
      await get("echoes"),
      await get("expired"),
      await get("stranger"),
      await get("broken"),
      await get("binary"),
      await get("empty"),
      await get("object"),
      await get("object", "pasword"),
      await get("object", "port"),
      await get("object", "none"),
      await get("text", "password"),
    ];
    assert.deepEqual(told, [
      "aws-secret: The AWS secret nothing was not found. | Look at its name, its region and the account: a secret is only in the region that it was made in.",
      "aws-secret: The AWS secret denied may not be read: User: arn:aws:iam::1:user/x is not authorized to perform: that. | Its reader needs secretsmanager:GetSecretValue on it, and kms:Decrypt on its key.",
      "aws-secret: The AWS secret echoes cannot be read: You used ***, and it is marked for deletion. | One that is marked for deletion must be restored first.",
      "aws-secret: The AWS secret expired cannot be read: the credentials of AWS have expired. | Get new ones; with SSO run aws sso login.",
      "aws-secret: The AWS secret stranger cannot be read: AWS refuses the credentials. | Look which keys or profile are in use.",
      "aws-secret: The AWS secret broken cannot be read: SomethingNewException: *** is odd. | Try again.",
      "aws-secret: The AWS secret binary is binary and no text. | Store it as text (SecretString).",
      "aws-secret: The AWS secret empty is empty. | Store the secret there as text.",
      "aws-secret: The AWS secret object is a JSON object, and no field of it is named. | Name one by `key`: it has username, password, port, none.",
      'aws-secret: The AWS secret object has no field "pasword". | It has username, password, port, none.',
      'aws-secret: The field "port" of the AWS secret object is no text. | Store the secret there as text.',
      'aws-secret: The field "none" of the AWS secret object is empty. | Store the secret there as text.',
      'aws-secret: The AWS secret text is no JSON object, so it has no field "password". | Leave `key` out to take all of it.',
    ]);
  });

  test("without credentials, without a region, and where nobody listens", async (t) => {
    const bare = await testSecrets(t, {});
    assert.match(
      await errorOf(bare.secrets.get({ awsSecret: "s", region: "eu-central-1" })),
      /^aws-secret: The AWS secret s in eu-central-1 cannot be read: there are no credentials of AWS\. \| Set AWS_PROFILE, or /,
    );
    assert.match(
      await errorOf(bare.secrets.get({ awsSecret: "s", region: "eu-central-1", profile: "nobody" })),
      /^aws-secret: .* there are no credentials of AWS with the profile nobody\. \| /,
    );
    const keys = await testSecrets(t, KEYS);
    assert.equal(
      await errorOf(keys.secrets.get({ awsSecret: "s" })),
      "aws-secret: The AWS secret s cannot be read: no region is known. | Give `region` beside it, or set AWS_REGION.",
    );
    const refusing = await testSecrets(t, { ...KEYS, ...REGION });
    assert.match(
      await errorOf(refusing.secrets.get({ awsSecret: "s", endpoint: "http://127.0.0.1:1" })),
      /^aws-secret: The AWS secret s cannot be read: .*ECONNREFUSED.* \| Try again\.$/,
    );
  });

  test("through a proxy, whose password is a secret too, and not to a host of NO_PROXY", async (t) => {
    const { endpoint, asked } = await secretsManagerStandIn(t, { s: { SecretString: "value" } });
    const proxy = await startWebProxy(t, { user: "ada:p@ssword" });
    const env = { ...KEYS, ...REGION, HTTP_PROXY: `http://ada:p%40ssword@${proxy.name}` };
    const { secrets, redactor } = await testSecrets(t, env);
    assert.equal(await secrets.get({ awsSecret: "s", endpoint }), "value");
    assert.deepEqual([asked.length, proxy.asked], [1, [`POST ${endpoint}/`]]);
    assert.equal(redactor.redact(`${env.HTTP_PROXY} p@ssword`), `http://ada:***@${proxy.name} ***`);

    const direct = await testSecrets(t, { ...env, no_proxy: "127.0.0.1" });
    assert.equal(await direct.secrets.get({ awsSecret: "s", endpoint }), "value");
    assert.equal(proxy.asked.length, 1);

    const wrong = await testSecrets(t, { ...env, HTTP_PROXY: `http://ada:another@${proxy.name}` });
    assert.equal(
      await errorOf(wrong.secrets.get({ awsSecret: "s", endpoint })),
      `proxy-refused: The proxy ${proxy.name} (HTTP_PROXY) refuses the user and the password that HTTP_PROXY has. | Write http://USER:PASSWORD@HOST:PORT in HTTP_PROXY; what is special in addresses as a code (@ is %40).`,
    );
    assert.equal(asked.length, 2);
  });

  test("over TLS with a certificate of one's own authority, through a tunnel", async (t) => {
    const { endpoint: plain } = await secretsManagerStandIn(t, { s: { SecretString: "value" } });
    const proxy = await startWebProxy(t);
    const env = { ...KEYS, ...REGION, HTTPS_PROXY: `http://${proxy.name}` };
    const bare = await testSecrets(t, env);
    const authority = await makeAuthority(bare.folder, "authority");
    const signed = await authority.sign("server", "localhost", "DNS:localhost");
    const endpoint = `https://localhost:${await secureFront(t, Number(new URL(plain).port), signed)}`;
    const trusting = await testSecrets(t, { ...env, AWS_CA_BUNDLE: authority.cert });
    assert.equal(await trusting.secrets.get({ awsSecret: "s", endpoint }), "value");
    assert.deepEqual(proxy.asked, [`CONNECT ${new URL(endpoint).host}`]);
    assert.match(
      await errorOf(bare.secrets.get({ awsSecret: "s", endpoint })),
      /^aws-secret: .* \| Name the file of your own certificate authority in AWS_CA_BUNDLE\.$/,
    );
    const nowhere = await testSecrets(t, { ...env, AWS_CA_BUNDLE: "/nowhere/ca.pem" });
    assert.match(
      await errorOf(nowhere.secrets.get({ awsSecret: "s", endpoint })),
      /^aws-secret: The certificates in \/nowhere\/ca\.pem \(AWS_CA_BUNDLE\), for the AWS secret s, cannot be read \(ENOENT\)/,
    );
  });

  test("is not waited for after an abort", async (t) => {
    const { secrets } = await testSecrets(t, { ...KEYS, ...REGION });
    const abort = new AbortController();
    const work = errorOf(secrets.get({ awsSecret: "s", endpoint: "http://127.0.0.1:1" }, abort.signal));
    abort.abort();
    assert.match(await work, /^cancelled: /);
  });
});
