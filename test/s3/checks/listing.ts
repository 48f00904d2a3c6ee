import assert from "node:assert/strict";
import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { type CheckRun, refusal, type S3Check } from "./check.ts";
import { LOG_PREFIX, logKeys, logText } from "./logs.ts";

interface Listed {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  readonly pages: number;
}

/** All pages. */
async function list(
  { s3, bucket }: CheckRun,
  input: Omit<ListObjectsV2CommandInput, "Bucket">,
  pageSize = 1000,
): Promise<Listed> {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let pages = 0;
  for await (const page of paginateListObjectsV2({ client: s3, pageSize }, { Bucket: bucket, ...input })) {
    pages += 1;
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ""));
  }
  return { keys, prefixes, pages };
}

const FOLDERS = [...new Set(logKeys().map((key) => key.slice(0, key.lastIndexOf("/") + 1)))];

export const LISTING: readonly S3Check[] = [
  [
    "lists what a prefix has, with sizes, etags and times",
    async ({ s3, bucket }) => {
      const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: LOG_PREFIX }));
      const found = page.Contents ?? [];
      assert.equal(page.KeyCount, found.length);
      assert.deepEqual(
        found.map(({ Key, Size }) => [Key, Size]),
        logKeys().map((key) => [key, logText(key).length]),
      );
      assert.ok(found.every(({ ETag, LastModified }) => /^"[0-9a-f]{32}"$/.test(ETag ?? "") && LastModified));
    },
  ],
  [
    "lists folders with a delimiter",
    async (run) => {
      const listed = await list(run, { Prefix: LOG_PREFIX, Delimiter: "/" });
      assert.deepEqual(listed, { keys: [], prefixes: FOLDERS, pages: 1 });
    },
  ],
  [
    "lists folders page by page",
    async (run) => {
      const listed = await list(run, { Prefix: LOG_PREFIX, Delimiter: "/" }, 7);
      assert.deepEqual(listed, { keys: [], prefixes: FOLDERS, pages: 5 });
    },
  ],
  [
    "lists keys page by page, none twice and none left out",
    async (run) => {
      const listed = await list(run, { Prefix: "logs/" }, 37);
      assert.deepEqual(listed, { keys: logKeys(), prefixes: [], pages: 6 });
    },
  ],
  [
    "lists keys of mixed case page by page",
    async (run) => {
      // Sorted as people sort and compared as bytes, half of these would be skipped.
      const keys = [..."aBcDeFgHiJ"].flatMap((c) => [`mixed/${c}`, `mixed/${c}x`, `mixed/${c}Y`]);
      for (const key of keys) await run.put(key, "x");
      assert.deepEqual((await list(run, { Prefix: "mixed/" }, 7)).keys, keys.sort());
    },
  ],
  [
    "lists after a key",
    async (run) => {
      const listed = await list(run, { Prefix: "logs/", StartAfter: logKeys()[99] });
      assert.deepEqual(listed.keys, logKeys().slice(100));
    },
  ],
  [
    "lists after a key page by page",
    async (run) => {
      const listed = await list(run, { Prefix: "logs/", StartAfter: logKeys()[49] }, 33);
      assert.deepEqual(listed, { keys: logKeys().slice(50), prefixes: [], pages: 5 });
    },
  ],
  [
    "lists nothing where nothing is",
    async ({ s3, bucket }) => {
      const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "nothing/" }));
      assert.deepEqual([page.KeyCount, page.IsTruncated], [0, false]);
    },
  ],
  [
    "refuses to list a bucket that is not there",
    async ({ s3 }) => {
      const answer = s3.send(new ListObjectsV2Command({ Bucket: "there-is-no-such-bucket" }));
      assert.equal(await refusal(answer), "NoSuchBucket 404");
    },
  ],
  [
    "lists keys in the encoding of URLs",
    async ({ s3, bucket, put }) => {
      const key = "encoded/Bj\u00f6rk 1+1.json";
      await put(key, "x");
      const input = { Bucket: bucket, Prefix: "encoded/", EncodingType: "url" } as const;
      const { EncodingType, Contents } = await s3.send(new ListObjectsV2Command(input));
      assert.equal(EncodingType, "url");
      const [object] = Contents ?? [];
      // A space is a plus at some servers, and %20 at others.
      assert.equal(decodeURIComponent(object?.Key?.replaceAll("+", "%20") ?? ""), key);
    },
  ],
  [
    "lists in the order of the bytes of UTF-8",
    async (run) => {
      // In UTF-16, as JavaScript compares, the emoji would come before the full-width tilde.
      const keys = ["order/Z", "order/a", "order/\uff5ez", "order/\u{1f600}z"];
      for (const key of keys.toReversed()) await run.put(key, "x");
      assert.deepEqual((await list(run, { Prefix: "order/" })).keys, keys);
    },
  ],
  [
    "keeps empty objects and markers of folders",
    async (run) => {
      await run.put("empty/", "");
      await run.put("empty/none.json", "");
      assert.equal(await run.text("empty/none.json"), "");
      assert.deepEqual((await list(run, { Prefix: "empty/" })).keys, ["empty/", "empty/none.json"]);
    },
  ],
];
