import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { cliFolder, cliInProcess } from "../helpers/cli.ts";
import { type S3Server, startS3Server } from "../s3/server.ts";
import { type BadLake, S3_CASES } from "./s3-cases.ts";
import { steady } from "./steady.ts";

// The golden file is what Millrace says of lakes that cannot be read, word for word, and of keys that look odd and
// are read; after a wanted change, run this test with UPDATE_GOLDEN=1 and read the difference.
const GOLDEN = path.join(packageRoot(), "test", "bad-input", "s3.golden.txt");

const folder = cliFolder();
const cli = cliInProcess(folder);

test("S3 connections are answered as the golden file says", { timeout: 300_000 }, async (t) => {
  const s3 = await startS3Server();
  t.after(() => s3.close());
  await writeWorkspace(s3);
  let told = "";
  for (const one of S3_CASES) told += await answer(one, s3);
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(GOLDEN, told);
  assert.equal(told, readFileSync(GOLDEN, "utf8"));
});

/** A bucket, a connection and a DAG for each case; keys in `.env`; AWS's files in the workspace. */
async function writeWorkspace(s3: S3Server): Promise<void> {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  process.env["HOME"] = folder.path;
  process.env["AWS_EC2_METADATA_DISABLED"] = "true";
  const connections: Record<string, unknown> = { warehouse: { type: "embedded" } };
  for (const one of S3_CASES) {
    const objects = Object.entries(one.objects ?? { "a.json": '{"id":1}\n' });
    s3.seed(idOf(one), Object.fromEntries(objects.map(([key, content]) => [`in/${key}`, content])));
    const usual: Record<string, unknown> = {
      ...{ type: "s3", bucket: idOf(one), region: "us-east-1", endpoint: s3.endpoint },
      credentials: { accessKeyId: { env: "LAKE_KEY_ID" }, secretAccessKey: { env: "LAKE_SECRET" } },
    };
    for (const field of one.without ?? []) delete usual[field];
    connections[idOf(one)] = { ...usual, ...one.connection };
  }
  const text = JSON.stringify({ connections }, null, 2).replaceAll("ENDPOINT", `127.0.0.1:${s3.port}`);
  await writeFile(path.join(folder.path, "millrace.json"), text);
  await writeFile(path.join(folder.path, "cases.dag.ts"), dagFile());
  await writeFile(
    path.join(folder.path, ".env"),
    `LAKE_KEY_ID=${s3.accessKeyId}\nLAKE_SECRET=${s3.secretAccessKey}\nWRONG=AKIAWRONGWRONG\nAWS_MAX_ATTEMPTS=1\n`,
  );
  await writeAwsFiles();
}

async function writeAwsFiles(): Promise<void> {
  const start = "https://example.org/start";
  const cache = path.join(folder.path, ".aws", "sso", "cache");
  await mkdir(cache, { recursive: true });
  const profile = `sso_start_url = ${start}\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = reader\n`;
  await writeFile(path.join(folder.path, ".aws", "config"), `[profile sso]\n${profile}`);
  const token = { accessToken: "x", expiresAt: "2020-01-01T00:00:00Z" };
  const file = `${createHash("sha1").update(start).digest("hex")}.json`;
  await writeFile(path.join(cache, file), JSON.stringify(token));
}

/** What a run says at its end, and a test of the connection. */
async function answer(one: BadLake, s3: S3Server): Promise<string> {
  const key = one.isAboutObjects === true ? /./ : /^/;
  const end = one.fault && s3.fault({ fault: one.fault, bucket: idOf(one), key, times: "always" });
  const run = await output(["run", idOf(one), "--date", "2026-11-01"]);
  assert.equal(run.code === 0, one.isFine === true, `${one.name}: ${run.text}`);
  const told =
    /^✗ stage .*\n([\s\S]*?)\n\n✗/m.exec(run.text)?.[1] ?? /^.* stage success (.*)$/m.exec(run.text)?.[1];
  assert.ok(told !== undefined, run.text);
  const tested = await output(["connections", "test", idOf(one)]);
  end?.();
  const text = `# ${one.name}\n${told}\n\n${tested.text}\n`;
  assert.ok(!text.includes(s3.secretAccessKey), "the secret is told");
  return steady(text)
    .replaceAll(`:${s3.port}`, ":PORT")
    .replaceAll(folder.path, "HOME")
    .replaceAll("EAI_AGAIN", "ENOTFOUND")
    .replaceAll(/[ \t]+$/gm, "");
}

async function output(words: readonly string[]): Promise<{ code: number | null; text: string }> {
  // No line is broken: how long a folder's name is differs.
  const { stdout, stderr, code } = await cli.run(words, { width: 1000 });
  return { code, text: `${stdout}${stderr}` };
}

function dagFile(): string {
  const dags = S3_CASES.map(
    (one) => `dag({ id: "${idOf(one)}" }, () => {
  stageFromS3("stage", { from: "in/", table: "staging", create: "CREATE TABLE staging (id integer)", lake: "${idOf(one)}" });
});
`,
  );
  return ['import { dag, stageFromS3 } from "millrace";\n', ...dags].join("\n");
}

/** Of the DAG, the connection and the bucket. */
function idOf(one: BadLake): string {
  return `case-${String(S3_CASES.indexOf(one)).padStart(2, "0")}`;
}
