import { createServer } from "node:http";
import type { TestContext } from "node:test";

/** What a token service was asked for. */
export interface TokenRequest {
  /** Of the form, or of the address. */
  readonly fields: Readonly<Record<string, string>>;
  /** Id of the key that signed it; undefined when nobody did. */
  readonly signedBy: string | undefined;
  readonly bearer: string | undefined;
}

export interface TokenServices {
  readonly endpoint: string;
  readonly requests: TokenRequest[];
  /** The next answers are this error. */
  refuse(code: string, message: string): void;
}

/** Keys that the services give. */
export const GIVEN = { accessKeyId: "ASIAGIVENGIVEN", secretAccessKey: "given", sessionToken: "given token" };

/**
 * A stand-in for AWS's token service (STS: AssumeRole, AssumeRoleWithWebIdentity) and for the portal of its single
 * sign-on: it gives the same keys to everybody and checks nothing.
 */
export async function startTokenServices(t: TestContext): Promise<TokenServices> {
  const requests: TokenRequest[] = [];
  const refusal: { xml?: string } = {};
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    requests.push({
      fields: Object.fromEntries([...searchParams, ...new URLSearchParams(body)]),
      signedBy: /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1],
      bearer: request.headers["x-amz-sso_bearer_token"] as string | undefined,
    });
    if (refusal.xml !== undefined) {
      response.writeHead(403, { "content-type": "text/xml" }).end(refusal.xml);
    } else if (pathname === "/federation/credentials") {
      const roleCredentials = { ...GIVEN, expiration: Date.now() + 3_600_000 };
      response.setHeader("content-type", "application/json").end(JSON.stringify({ roleCredentials }));
    } else {
      const action = requests.at(-1)?.fields["Action"];
      const expiration = new Date(Date.now() + 3_600_000).toISOString();
      response
        .setHeader("content-type", "text/xml")
        .end(`<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>
<AccessKeyId>${GIVEN.accessKeyId}</AccessKeyId><SecretAccessKey>${GIVEN.secretAccessKey}</SecretAccessKey>
<SessionToken>${GIVEN.sessionToken}</SessionToken><Expiration>${expiration}</Expiration>
</Credentials></${action}Result></${action}Response>`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    requests,
    refuse: (code, message) => {
      refusal.xml = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
    },
  };
}
