import { createReadStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

/**
 * Writes each line of a gzipped JSON lines file of songs as a file of its own,
 * `song_data/<x>/<y>/<z>/<song_id>.json`, where x, y and z are letters of the id. Returns how many.
 */
export async function expandSongs(source: string, folder: string): Promise<number> {
  const lines = createInterface({
    input: createReadStream(source).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  const made = new Set<string>();
  const writing = new Set<Promise<void>>();
  let count = 0;
  for await (const line of lines) {
    if (line === "") continue;
    const id = /"song_id": ?"([^"]+)"/.exec(line)?.[1];
    if (id === undefined) throw new Error(`Line ${count + 1} of ${source} has no song_id.`);
    // Ids begin with "SO"; the letters after it tell songs apart.
    const parent = path.join(folder, "song_data", ...id.slice(2, 5));
    if (!made.has(parent)) await mkdir(parent, { recursive: true });
    made.add(parent);
    const written = write(path.join(parent, `${id}.json`), line).finally(() => writing.delete(written));
    writing.add(written);
    if (writing.size >= 32) await Promise.race(writing);
    count++;
  }
  await Promise.all(writing);
  return count;
}

async function write(file: string, text: string): Promise<void> {
  const handle = await open(file, "w");
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
