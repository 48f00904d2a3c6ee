import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { cli, cliFolder } from "../helpers/cli.ts";
import { S3Error } from "../s3/errors.ts";
import { startS3Server } from "../s3/server.ts";

const folder = cliFolder();

test("a server that repeats the key in its errors: no output of ls and cp has it", async (t) => {
  const s3 = await startS3Server();
  t.after(() => s3.close());
  s3.seed("raw", { "a.json": "1", "b.json": "2" });
  const secret = s3.secretAccessKey;
  const keys = { accessKeyId: { env: "LAKE_ID" }, secretAccessKey: { env: "LAKE_PART" } };
  const { endpoint, region } = s3;
  const connections = { raw: { type: "s3", bucket: "raw", endpoint, region, credentials: keys } };
  await writeFile(path.join(folder.path, "millrace.json"), JSON.stringify({ connections }));
  await mkdir(path.join(folder.path, ".aws"));
  await writeFile(
    path.join(folder.path, ".aws", "credentials"),
    `[data]\naws_access_key_id = ${s3.accessKeyId}\naws_secret_access_key = ${secret}\n`,
  );
  const byVariables = { AWS_ACCESS_KEY_ID: s3.accessKeyId, AWS_SECRET_ACCESS_KEY: secret };
  const byConnection = { LAKE_ID: s3.accessKeyId, LAKE_PART: secret };
  const noProfile = { HOME: folder.path, AWS_MAX_ATTEMPTS: "1" };

  const ofBucket = `--endpoint ${endpoint}`;
  const CASES: readonly (readonly [place: string, options: string, env: Readonly<Record<string, string>>])[] =
    [
      ["raw:", "", byConnection],
      ["s3://raw/", `${ofBucket} --profile data`, {}],
      ["s3://raw/", ofBucket, byVariables],
    ];
  const telling = new S3Error(403, "AccessDenied", `The key ${secret} may not do that`);
  const fault = { kind: "error", error: telling } as const;
  for (const [place, options, env] of CASES) {
    const output = async (command: string): Promise<string> => {
      const words = `lake ${command} ${options}`.split(" ").filter((word) => word !== "");
      const { stdout, stderr, code } = await cli(words, { cwd: folder.path, env: { ...noProfile, ...env } });
      assert.notEqual(code, 0, command);
      assert.ok(!`${stdout}${stderr}`.includes(secret), `${command} ${options} tells it: ${stdout}${stderr}`);
      return stdout + stderr;
    };
    const endReading = s3.fault({ fault, method: "GET", key: /./, times: "always" });
    for (const more of ["", " --quiet", " --json"])
      assert.match(await output(`cp ${place} ./copy/${more}`), /The key \*\*\* may not do that/);
    endReading();
    const endListing = s3.fault({ fault, times: "always" });
    for (const more of options === "" ? ["", " --json"] : [""])
      assert.match(await output(`ls ${place}${more}`), /The key \*\*\* may not do that/);
    endListing();
  }
});
