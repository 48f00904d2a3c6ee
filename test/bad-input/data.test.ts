import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { cliFolder, cliInProcess } from "../helpers/cli.ts";
import { type S3Server, startS3Server } from "../s3/server.ts";
import { type BadData, DATA_CASES } from "./data-cases.ts";
import { steady } from "./steady.ts";

// The golden file is what Millrace says of data that are wrong, word for word; after a wanted change, run this test
// with UPDATE_GOLDEN=1 and read the difference.
const GOLDEN = path.join(packageRoot(), "test", "bad-input", "data.golden.txt");
const LIMIT = { timeout: 300_000 };

const folder = cliFolder();
const cli = cliInProcess(folder);

const BUCKET = "bad-data";

test("bad data are answered as the golden file says, in a folder and in a bucket", LIMIT, async (t) => {
  const s3 = await startS3Server();
  t.after(() => s3.close());
  await writeWorkspace(s3);
  for (const one of DATA_CASES) {
    if (one.isOnlyInBuckets !== true) await writeObjects(path.join(folder.path, "data"), one);
    s3.seed(BUCKET, seedsOf(one));
  }
  let told = "";
  for (const one of DATA_CASES) {
    const ofBucket = await answer(one, "bucket");
    if (one.isOnlyInBuckets !== true) assert.equal(await answer(one, "folder"), ofBucket, one.name);
    told += ofBucket;
  }
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(GOLDEN, told);
  assert.equal(told, readFileSync(GOLDEN, "utf8"));
});

/** A target for each lake. What keys the server has is in `.env`. */
async function writeWorkspace({ endpoint, region, accessKeyId, secretAccessKey }: S3Server): Promise<void> {
  const credentials = { accessKeyId: { env: "BAD_DATA_KEY" }, secretAccessKey: { env: "BAD_DATA_SECRET" } };
  const connections = {
    warehouse: { type: "embedded" },
    folder: { type: "files", path: "data" },
    bucket: { type: "s3", bucket: BUCKET, endpoint, region, credentials },
  };
  const targets = {
    folder: { connections: { lake: "folder" } },
    bucket: { connections: { lake: "bucket" } },
  };
  const settings = JSON.stringify({ connections, targets, target: "folder" });
  await writeFile(path.join(folder.path, "millrace.json"), settings);
  const secrets = `BAD_DATA_KEY=${accessKeyId}\nBAD_DATA_SECRET=${secretAccessKey}\n`;
  await writeFile(path.join(folder.path, ".env"), secrets);
  await writeFile(path.join(folder.path, "cases.dag.ts"), dagFile(DATA_CASES));
}

/** What is told at the end: of the task that failed, or how many rows there are. */
async function answer(one: BadData, target: "folder" | "bucket"): Promise<string> {
  const words = ["run", dagIdOf(one), "--date", "2026-11-01", "--target", target];
  const { stdout, stderr, code } = await cli.run(words);
  const output = `${stdout}${stderr}`;
  assert.equal(code === 0, one.isFine === true, `${one.name}: ${output}`);
  const told =
    /^✗ stage .*\n([\s\S]*?)\n\n✗/m.exec(output)?.[1] ?? /^.* stage success (.*)$/m.exec(output)?.[1];
  assert.ok(told !== undefined, output);
  return `# ${one.name}\n${steady(told)}\n\n`;
}

function seedsOf(one: BadData): Record<string, Buffer> {
  const keyed = Object.entries(one.objects).map(([key, content]): [string, Buffer] => [
    `${prefixOf(one)}/${key}`,
    typeof content === "function" ? Buffer.concat([...content()]) : Buffer.from(content as string),
  ]);
  return Object.fromEntries(keyed);
}

async function writeObjects(root: string, one: BadData): Promise<void> {
  await mkdir(path.join(root, prefixOf(one)), { recursive: true });
  for (const [key, content] of Object.entries(seedsOf(one))) {
    const file = path.join(root, key);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** One DAG for each case. */
function dagFile(cases: readonly BadData[]): string {
  const dags = cases.map((one) => {
    const { columns, params } = one;
    const create = `CREATE TABLE staging (id integer NOT NULL${columns === undefined ? ", name text" : `, ${columns}`})`;
    return `dag({ id: "${dagIdOf(one)}" }, () => {
  stageFromS3("stage", {
    from: "${prefixOf(one)}/",
    table: "staging",
    create: ${JSON.stringify(create)},${params === undefined ? "" : `\n    ${params},`}
  });
});
`;
  });
  return ['import { dag, stageFromS3 } from "millrace";\n', ...dags].join("\n");
}

function dagIdOf(one: BadData): string {
  return `case_${String(DATA_CASES.indexOf(one)).padStart(2, "0")}`;
}

function prefixOf(one: BadData): string {
  return `in/${one.name.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase()}`;
}
