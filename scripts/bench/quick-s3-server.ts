/**
 * The tests' own S3 server as a process: `quick-s3-server.ts FOLDER BYTES`. It has the folder's files, and `huge.json`
 * of so many bytes, made of the first events while it is read. It prints how to get at it as one line of JSON, and ends
 * with its standard input.
 */
import { globSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { repeatedContent } from "../../test/s3/content.ts";
import { startS3Server } from "../../test/s3/server.ts";
import { EVENTS_FILE, HUGE_FILE } from "./staged-rows.ts";

const [, , folder = "", hugeBytes = "0"] = process.argv;
const bucket = "bench";
/** The events that are repeated: enough for all kinds of them. */
const REPEATED_BYTES = 1 << 20;

const server = await startS3Server();
for (const file of globSync("**/*", { cwd: folder })) {
  const whole = path.join(folder, file);
  if (!statSync(whole).isFile()) continue;
  server.seed(bucket, { [file.split(path.sep).join("/")]: readFileSync(whole) });
}
const events = server.bytes(bucket, EVENTS_FILE)?.subarray(0, REPEATED_BYTES) ?? Buffer.alloc(0);
const lines = Buffer.from(events.subarray(0, events.lastIndexOf(0x0a) + 1));
const times = Math.max(1, Math.floor(Number(hugeBytes) / lines.length));
server.seed(bucket, { [HUGE_FILE]: repeatedContent(lines, times * lines.length) });
const hugeRows = times * lines.toString("latin1").split("\n").length - times;

// Its log of requests is for tests.
server.onRequest(() => {
  server.requests.length = 0;
});
const { endpoint, region, accessKeyId, secretAccessKey } = server;
console.log(JSON.stringify({ endpoint, region, bucket, accessKeyId, secretAccessKey, hugeRows }));
process.stdin.resume().on("end", () => void server.close().then(() => process.exit()));
