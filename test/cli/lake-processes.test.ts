import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { cli, cliFolder, startCli } from "../helpers/cli.ts";
import { repeatedContent } from "../s3/content.ts";
import { type S3Server, startS3Server } from "../s3/server.ts";

const COUNT = 60;
const SIZE = 700_000;
const folder = cliFolder();
let s3: S3Server;
before(async () => {
  s3 = await startS3Server();
  s3.createBucket("public", { isPublic: true });
  s3.createBucket("mine");
  for (let i = 0; i < COUNT; i += 1) {
    const text = Buffer.from(`${i} and so on\n`);
    s3.seed(
      "public",
      { [`d/${i % 5}/${i}.txt`]: repeatedContent(text, SIZE + i) },
      { lastModified: new Date(0) },
    );
  }
});
after(() => s3.close());

const env = () => ({ AWS_ACCESS_KEY_ID: s3.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.secretAccessKey });
const words = (to: string): string[] => [
  ...["lake", "cp", "s3://public/d/", to, "--anonymous", "--endpoint", s3.endpoint, "--jobs", "4"],
];

/** Resolves when so many objects have been asked for; those that come later wait until it is said that they may go on. */
function holdAfter(count: number): { readonly reached: Promise<void>; release(): void } {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let asked = 0;
  s3.onRequest(async ({ method, key }) => {
    if (method !== "GET" || key === "") return;
    asked += 1;
    if (asked <= count) return;
    reached.resolve();
    await released.promise;
  });
  return { reached: reached.promise, release: released.resolve };
}

async function assertComplete(root: string): Promise<void> {
  const names = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  assert.equal(names.length, COUNT);
  for (let i = 0; i < COUNT; i += 1) {
    const bytes = await readFile(path.join(root, `${i % 5}/${i}.txt`));
    assert.ok(bytes.equals(s3.bytes("public", `d/${i % 5}/${i}.txt`) as Buffer), `${i}`);
  }
}

test("a copy whose process is killed goes on from there, and is complete then", async () => {
  const root = path.join(folder.path, "killed");
  const { reached, release } = holdAfter(20);
  const running = startCli(words("./killed"), { cwd: folder.path });
  await reached;
  running.child.kill("SIGKILL");
  await running.ended;
  release();
  const left = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  assert.ok(left.length > 0 && left.length < COUNT, `${left.length}`);

  s3.requests.length = 0;
  const { code, stdout } = await cli(words("./killed"), { cwd: folder.path });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /were there already\.\n$/);
  const read = s3.requests.filter(({ method, key }) => method === "GET" && key !== "").length;
  assert.ok(read < COUNT, `${read} were read again`);
  await assertComplete(root);
});

test("Ctrl-C stops it with 130, says how to go on, and leaves nothing half-written", async () => {
  const root = path.join(folder.path, "stopped");
  const { reached, release } = holdAfter(20);
  const running = startCli(words("./stopped"), { cwd: folder.path });
  await reached;
  running.child.kill("SIGINT");
  const { code, stdout } = await running.ended;
  release();
  assert.equal(code, 130);
  const [, copied] = /^Copied (\d+) objects /m.exec(stdout) ?? [];
  assert.match(
    stdout,
    new RegExp(
      `^Stopped: ${COUNT - Number(copied)} objects left\\. The same command goes on from here\\.$`,
      "m",
    ),
  );
  const names = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  assert.equal(names.length, Number(copied));
  assert.ok(names.every(({ name }) => !name.startsWith(".")));

  const { code: after } = await cli(words("./stopped"), { cwd: folder.path });
  assert.equal(after, 0);
  await assertComplete(root);
});

test("Ctrl-C in the middle of an upload leaves no part of it in the bucket", async () => {
  const source = path.join(folder.path, "large.bin");
  await writeFile(source, Buffer.alloc(40 * 1024 * 1024, 7));
  const third = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  s3.onRequest(async ({ query }) => {
    if (query.get("partNumber") !== "3") return;
    third.resolve();
    await released.promise;
  });
  const running = startCli(["lake", "cp", "large.bin", "s3://mine/", "--endpoint", s3.endpoint], {
    cwd: folder.path,
    env: env(),
  });
  await third.promise;
  assert.equal(s3.openUploads("mine"), 1);
  running.child.kill("SIGINT");
  const { code } = await running.ended;
  released.resolve();
  assert.deepEqual([code, s3.openUploads("mine"), s3.keys("mine")], [130, 0, []]);
});

test("a disk that is full stops it, and it goes on when there is room", async (t) => {
  if (process.platform === "win32") return t.skip("There is no limit for the size of files.");
  await writeFile(path.join(folder.path, "a.bin"), Buffer.alloc(300_000, 1));
  await writeFile(path.join(folder.path, "b.bin"), Buffer.alloc(3_000_000, 2));
  const main = path.join(packageRoot(), "runner", "main.ts");
  const command = [
    process.execPath,
    main,
    "lake",
    "cp",
    "./*.bin",
    "./full/",
    "--exclude",
    "large*",
    "--jobs",
    "1",
  ];
  // Files of more than so many blocks cannot be written, as if there were no room.
  const limited = `trap '' XFSZ; ulimit -f 2000; exec "$@"`;
  const { status, stdout } = spawnSync("bash", ["-c", limited, "bash", ...command], {
    cwd: folder.path,
    encoding: "utf8",
  });
  assert.equal(status, 1, stdout);
  assert.match(stdout, /^✗ There is no room for .*b\.bin \(EFBIG\)\.\n {2}Free some space/m);
  assert.deepEqual(await readdir(path.join(folder.path, "full")), ["a.bin"]);
  const { code } = await cli(command.slice(2), { cwd: folder.path });
  assert.equal(code, 0);
  assert.equal((await readFile(path.join(folder.path, "full", "b.bin"))).length, 3_000_000);
});

test("works in a folder that is no workspace, and leaves nothing there but the copy", async () => {
  s3.onRequest(() => {});
  const { code, stdout } = await cli(
    ["lake", "ls", "s3://public/d/", "--anonymous", "--endpoint", s3.endpoint],
    {
      cwd: folder.path,
    },
  );
  assert.equal(code, 0);
  assert.match(stdout, /\n5 folders\n$/);
  const { code: none, stderr } = await cli(["lake", "ls"], { cwd: folder.path });
  assert.equal(none, 2);
  assert.match(stderr, /is no workspace/);
  assert.deepEqual((await readdir(folder.path)).sort(), [
    "a.bin",
    "b.bin",
    "full",
    "killed",
    "large.bin",
    "stopped",
  ]);
});
