import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { cliFolder, cliInProcess, type Json } from "../helpers/cli.ts";
import { wrongRegion } from "../s3/errors.ts";
import { denied } from "../s3/faults.ts";
import { type S3Server, startS3Server } from "../s3/server.ts";

const folder = cliFolder();
const { run, json } = cliInProcess(folder);
const WHEN = new Date("2018-11-01T12:00:00Z");
const file = (name: string): string => path.join(folder.path, name);

/** A file of the workspace, old enough for all that is copied to be newer. */
async function put(name: string, text: string): Promise<void> {
  await mkdir(path.dirname(file(name)), { recursive: true });
  await writeFile(file(name), text);
  await utimes(file(name), WHEN, WHEN);
}

before(async () => {
  await put(
    "millrace.json",
    JSON.stringify({
      connections: {
        warehouse: { type: "embedded" },
        lake: { type: "files", path: "data" },
        other: { type: "files", path: "other" },
      },
    }),
  );
  for (const day of ["01", "02"])
    for (const name of ["events", "users"])
      await put(`data/log_data/2018/11/${day}-${name}.json`, `${day}${name}`.repeat(day === "01" ? 1 : 300));
  await put("data/a.json", "{}");
});

const files = async (name: string): Promise<string[]> => {
  const found = await readdir(file(name), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(file(name), path.join(entry.parentPath, entry.name)))
    .sort();
};

describe("lake ls", () => {
  test("without a place: the lakes of the workspace", async () => {
    const { code, stdout } = await run("lake ls");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `lake    type   where
──────  ─────  ─────
lake:   files  data
other:  files  other
`,
    );
    const { document } = await json("lake ls");
    assert.deepEqual(document, {
      target: null,
      lakes: [
        { name: "lake", type: "files", place: "data" },
        { name: "other", type: "files", place: "other" },
      ],
    });
  });

  test("shows one level, in the order of the keys", async () => {
    const { code, stdout } = await run("lake ls lake:");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `      size  modified (UTC)       key
──────────  ───────────────────  ──────────
   2 bytes  2018-11-01 12:00:00  a.json
    folder                       log_data/
1 folder and 1 object (2 bytes)
`,
    );
  });

  test("shows everything below with --recursive; whole keys, however narrow the terminal", async () => {
    for (const words of ["lake ls lake:log_data -r", "lake ls lake:log_data/ --recursive"]) {
      const { stdout } = await run(words, { width: 30 });
      assert.equal(
        stdout,
        `      size  modified (UTC)       key
──────────  ───────────────────  ──────────
   8 bytes  2018-11-01 12:00:00  log_data/2018/11/01-events.json
   7 bytes  2018-11-01 12:00:00  log_data/2018/11/01-users.json
    2.3 kB  2018-11-01 12:00:00  log_data/2018/11/02-events.json
    2.1 kB  2018-11-01 12:00:00  log_data/2018/11/02-users.json
4 objects (4.4 kB)
`,
      );
    }
  });

  test("takes patterns, single keys, folders and files", async () => {
    const keys = async (place: string): Promise<string[]> => {
      const { document } = await json(["lake", "ls", place]);
      return document.entries.map(({ key }: Json) => key);
    };
    assert.deepEqual(await keys("lake:log_data/*-users.json"), [
      "log_data/2018/11/01-users.json",
      "log_data/2018/11/02-users.json",
    ]);
    assert.deepEqual(await keys("lake:a.json"), ["a.json"]);
    assert.deepEqual(await keys("./data/log_data"), ["2018/"]);
    assert.deepEqual(await keys("data/log_data/2018/*/01*"), ["11/01-events.json", "11/01-users.json"]);
    assert.deepEqual(await keys("data/a.json"), ["a.json"]);
  });

  test("stops at a limit, and says so", async () => {
    const { stdout } = await run("lake ls lake: -r --limit 2");
    assert.match(stdout, /\nThe first 2 objects \(10 bytes\); there are more\.\n$/);
    const { document } = await json("lake ls lake: --limit 1");
    assert.deepEqual(document, {
      place: "lake:",
      entries: [
        {
          kind: "object",
          key: "a.json",
          size: 2,
          etag: document.entries[0].etag,
          modifiedAt: WHEN.getTime(),
        },
      ],
      folders: 0,
      objects: 1,
      bytes: 2,
      hasMore: true,
    });
  });

  test("says what is near a name that is nothing", async () => {
    const { code, stderr, stdout } = await run("lake ls lake:log");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.equal(stderr, "error There is nothing under lake:log.\n  Near it there is lake:log_data/.\n");
    const codes = async (place: string): Promise<string> =>
      (await json(["lake", "ls", place])).document.error.code;
    assert.equal(await codes("laek:"), "unknown-connection");
    assert.equal(await codes("warehouse:"), "unknown-connection");
    assert.equal(await codes("lake"), "bad-place");
    assert.equal(await codes("./nope"), "no-such-path");
    assert.equal(await codes("data/a.json/"), "no-such-path");
  });
});

describe("lake cp", () => {
  beforeEach(() => rm(file("out"), { recursive: true, force: true }));

  const LOGS = ["01-events.json", "01-users.json", "02-events.json", "02-users.json"];

  test("copies what is below a place to below another one, and only what is not there", async () => {
    const first = await run("lake cp lake:log_data/ ./out/raw/");
    assert.equal(first.code, 0);
    assert.match(
      first.stdout,
      /^Copying 4 objects \(4\.4 kB\)\nok Copied 4 objects \(4\.4 kB\) in [\d.]+ m?s\.\n$/,
    );
    assert.deepEqual(
      await files("out"),
      LOGS.map((name) => `raw/2018/11/${name}`),
    );
    const copied = file("out/raw/2018/11/01-users.json");
    assert.equal(Math.floor((await stat(copied)).mtimeMs), WHEN.getTime());

    const again = await run("lake cp lake:log_data/ ./out/raw/");
    assert.deepEqual([again.code, again.stdout], [0, "ok Nothing to copy; 4 were there already.\n"]);

    await writeFile(copied, "changed");
    await utimes(copied, new Date(0), new Date(0));
    const { document } = await json("lake cp lake:log_data/ ./out/raw/");
    assert.deepEqual([document.copied, document.there, document.failures], [1, 3, []]);
    assert.equal((await json("lake cp lake:log_data out/raw --force")).document.copied, 4);
  });

  const CASES: readonly (readonly [words: string, ...expected: string[]])[] = [
    ["lake:log_data ./out", ...LOGS.map((name) => `2018/11/${name}`)],
    ["./data/log_data/2018 ./out/2018", ...LOGS.map((name) => `2018/11/${name}`)],
    ["data/log_data/2018/11 out", ...LOGS],
    ["lake:a.json ./out/", "a.json"],
    ["lake:a.json ./out/b.json", "b.json"],
    ["./data/a.json out", "."],
    ["lake:log_data/2018/*-users.json out/x", "x/11/01-users.json", "x/11/02-users.json"],
    [
      "lake:log_data/ out --include *users* --include *02-e* --exclude 2018/11/01*",
      "2018/11/02-events.json",
      "2018/11/02-users.json",
    ],
  ];
  for (const [words, ...expected] of CASES)
    test(`${words}: ${expected.length === 1 ? expected[0] : `${expected.length} files`}`, async () => {
      const { code, stderr } = await run(`lake cp ${words}`);
      assert.deepEqual([code, stderr], [0, ""]);
      if (expected[0] === ".") assert.equal(await readFile(file("out"), "utf8"), "{}");
      else assert.deepEqual(await files("out"), expected);
    });

  test("an existing folder takes a single object, as cp does it", async () => {
    await mkdir(file("out"));
    assert.equal((await run("lake cp lake:a.json out")).code, 0);
    assert.deepEqual(await files("out"), ["a.json"]);
  });

  test("shows what it would do with --dry-run, and does nothing", async () => {
    await put("out/01-users.json", "another size");
    const { code, stdout } = await run("lake cp lake:log_data/2018/11/ ./out --dry-run --exclude *02*");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `lake:log_data/2018/11/01-events.json → ./out/01-events.json  8 bytes, new
lake:log_data/2018/11/01-users.json → ./out/01-users.json  7 bytes, another size
Would copy 2 objects (15 bytes); 2 left out by the patterns.
`,
    );
    assert.deepEqual(await files("out"), ["01-users.json"]);
    const { document } = await json("lake cp lake:a.json ./out/ --dry-run");
    assert.deepEqual(document.objects, [
      { from: "lake:a.json", to: "./out/a.json", bytes: 2, reason: "new" },
    ]);
  });

  test("is refused where it cannot be meant", async () => {
    await put("out/is-a-file", "");
    const cases: readonly (readonly [words: string, code: string])[] = [
      ["lake:", "bad-arguments"],
      ["", "bad-arguments"],
      ["lake: other: out", "bad-arguments"],
      ["lake: other: --recursive", "bad-arguments"],
      ["lake: other: --anonymous", "bad-arguments"],
      ["s3://b/ other: --anonymous --source-profile x", "bad-arguments"],
      ["lake: other: --jobs 0", "bad-number"],
      ["lake:nope/ out", "no-objects"],
      ["lake:log_data/ lake:log_data/raw/", "same-place"],
      ["lake:log_data/ ./data/log_data/", "same-place"],
      ["lake:a.json ./data/a.json", "same-place"],
      ["lake:a.json lake:", "same-place"],
      ["lake:log_data/ out/is-a-file", "no-such-path"],
      ["lake:a.json out/is-a-file/", "no-such-path"],
      ["nope/*.json out", "no-such-path"],
    ];
    for (const [words, code] of cases) {
      const got = await json(["lake", "cp", ...words.split(" ").filter((word) => word !== "")]);
      assert.deepEqual([words, got.code, got.document.error?.code], [words, 2, code]);
    }
    assert.equal((await json("lake ls lake: --force")).document.error.code, "bad-arguments");
  });
});

describe("lake cp and buckets", () => {
  let s3: S3Server;
  let at: string;
  before(async () => {
    s3 = await startS3Server();
    at = `--endpoint ${s3.endpoint}`;
    process.env["AWS_ACCESS_KEY_ID"] = s3.accessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = s3.secretAccessKey;
    process.env["AWS_MAX_ATTEMPTS"] = "1";
    s3.createBucket("public", { isPublic: true });
    s3.createBucket("mine");
    const objects = { "song_data/": "", "song_data/A/1.json": "1", "song_data/B/2.json": "22" };
    s3.seed("public", objects, { lastModified: WHEN });
    const odd = {
      "odd/../../evil": "x",
      "odd//x": "x",
      "odd/a": "x",
      "odd/a/b": "x",
      "odd/é +%'\".json": "ok",
    };
    s3.seed("public", odd, { lastModified: WHEN });
  });
  after(() => s3.close());

  test("from a public bucket to a folder, a bucket, and on", async () => {
    const { code, stdout } = await run(`lake cp s3://public/song_data/ ./songs --anonymous ${at}`);
    assert.equal(code, 0);
    assert.match(stdout, /ok Copied 2 objects \(3 bytes\) in .*; 1 folder marker left out\.\n$/);
    assert.deepEqual(await files("songs"), ["A/1.json", "B/2.json"]);
    assert.equal(Math.floor((await stat(file("songs/A/1.json"))).mtimeMs), WHEN.getTime());

    const own = await json(`lake cp s3://public/song_data s3://mine/raw --anonymous ${at}`);
    assert.deepEqual([own.document.copied, own.document.within], [2, 2]);
    assert.deepEqual(s3.keys("mine"), ["raw/A/1.json", "raw/B/2.json"]);

    assert.equal((await json(`lake cp ./songs s3://mine/raw ${at}`)).document.there, 2);
    assert.equal((await json(`lake cp ./songs s3://mine/up/ ${at}`)).document.copied, 2);
    const listed = await json(`lake ls s3://mine/up/ -r ${at}`);
    assert.deepEqual(
      listed.document.entries.map(({ key }: Json) => key),
      ["up/A/1.json", "up/B/2.json"],
    );
  });

  test("keys that cannot be files fail one by one; nothing is written outside", async () => {
    const { code, stdout } = await run(`lake cp s3://public/odd/ ./deep/down/odd --anonymous ${at}`, {
      width: 80,
    });
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^✗ s3:\/\/public\/odd\/\.\.\/\.\.\/evil cannot be copied: its part "\.\." is no name/m,
    );
    assert.match(stdout, /^✗ s3:\/\/public\/odd\/\/x cannot be copied: it begins with a slash\.$/m);
    assert.match(stdout, /^✗ s3:\/\/public\/odd\/a\/b cannot be copied: a is an object too/m);
    assert.match(stdout, /\n✗ Copied 2 objects \(3 bytes\) in .*; 3 objects failed\.\n$/);
    assert.deepEqual(await files("deep"), ["down/odd/a", "down/odd/é +%'\".json"]);
    assert.equal(existsSync(file("evil")), false);
    const { document } = await json(`lake cp s3://public/odd/ ./deep/down/odd --anonymous ${at}`);
    assert.deepEqual(
      document.failures.map(({ key, error }: Json) => [key, error.code]),
      [
        ["s3://public/odd/../../evil", "bad-file-name"],
        ["s3://public/odd//x", "bad-file-name"],
        ["s3://public/odd/a/b", "bad-file-name"],
      ],
    );
  });

  test("one that may not be read: the others are copied, and the exit code is 1", async () => {
    const undo = s3.fault({ fault: denied(), method: "GET", key: "song_data/A/1.json", times: "always" });
    const { code, document } = await json(`lake cp s3://public/song_data/ ./denied --anonymous ${at}`);
    undo();
    assert.deepEqual([code, document.copied, document.left, document.stopped], [1, 1, 0, null]);
    assert.equal(document.failures[0].error.code, "lake-access-denied");
    const quiet = await run(`lake cp s3://public/song_data/ ./denied --anonymous ${at} --quiet`);
    assert.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, "", ""]);
    assert.deepEqual(await files("denied"), ["A/1.json", "B/2.json"]);
  });

  test("what is wrong with options is told of options, and not of a connection", async () => {
    const told: readonly (readonly [words: string, message: RegExp, next: RegExp])[] = [
      [
        `ls s3://mine --anonymous ${at}`,
        /^s3:\/\/mine may not be listed without credentials/,
        /^Leave out --anonymous and sign in;/,
      ],
      [
        "ls s3://mine --anonymous --endpoint http://127.0.0.1:9",
        /^The server of s3:\/\/mine \(its address is http:\/\/127\.0\.0\.1:9\) cannot be reached/,
        /^Check that the server runs, and the host and the port of --endpoint\.$/,
      ],
      ["ls s3://mine --anonymous --endpoint nowhere", /^The endpoint of s3:\/\/mine /, /^Write it as http:/],
      [
        `ls s3://nothing --anonymous ${at}`,
        /^The bucket nothing does not exist at http/,
        /^Correct the bucket/,
      ],
    ];
    for (const [words, message, next] of told) {
      const { code, document } = await json(`lake ${words}`);
      assert.equal(code, 2, words);
      assert.match(document.error.message, message);
      assert.match(document.error.next, next);
    }
    const end = s3.fault({
      fault: { kind: "error", error: wrongRegion("us-east-1", "eu-west-1") },
      times: "always",
    });
    const { document } = await json(`lake ls s3://mine --anonymous ${at}`);
    end();
    assert.match(
      document.error.message,
      /^The bucket mine is in the region eu-west-1, and was asked for in /,
    );
    assert.match(
      document.error.next,
      /^Give --region eu-west-1, and a server of that region with --endpoint\.$/,
    );
  });

  test("a bucket that is not there is one error, before anything", async () => {
    const { code, document } = await json(`lake cp ./songs s3://nothing/ ${at}`);
    assert.deepEqual([code, document.error.code], [2, "lake-missing"]);
  });
});
