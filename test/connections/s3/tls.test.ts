import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { makeAuthority } from "../../postgres/certificates.ts";
import { openLake, optionsFor, useS3 } from "./s3-options.ts";
import { secureFront } from "./secure-front.ts";

test("a certificate of one's own authority is taken where AWS_CA_BUNDLE names it, and for its host alone", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "mr-s3-tls-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const authority = await makeAuthority(folder, "authority");
  const other = await makeAuthority(folder, "other");
  const s3 = await useS3(t);
  s3.seed("lake", { a: "1" });
  const port = await secureFront(t, s3.port, await authority.sign("server", "localhost", "DNS:localhost"));
  const size = async (host: string, bundle: string | undefined): Promise<number | undefined> => {
    const variables = (name: string) =>
      name === "AWS_CA_BUNDLE" ? bundle : name === "AWS_MAX_ATTEMPTS" ? "1" : undefined;
    const lake = openLake(t, optionsFor(s3, { endpoint: `https://${host}:${port}`, variables }));
    return (await lake.head("a"))?.size;
  };

  assert.equal(await size("localhost", authority.cert), 1);
  const refused = { name: "UserError", code: "lake-tls", retryable: false, next: /AWS_CA_BUNDLE/ };
  await assert.rejects(size("localhost", undefined), refused);
  await assert.rejects(size("localhost", other.cert), refused);
  await assert.rejects(size("127.0.0.1", authority.cert), refused);
});
