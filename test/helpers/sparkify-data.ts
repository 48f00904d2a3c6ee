import assert from "node:assert/strict";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { expandSongs } from "./expand-songs.ts";
import { NO_SHARED_DATA, sharedData } from "./shared-data.ts";

/** `small`: the 71 songs of `song_data`. `full`: all 14,896, each in a file of its own. */
export type Songs = "small" | "full";

const shared = sharedData();

/** The folder with the real logs and songs; undefined where it is not there. */
export const sparkifyData = shared === undefined ? undefined : path.join(shared, "sparkify");

/** For tests that need them. */
export const skipWithoutData = sparkifyData === undefined ? NO_SHARED_DATA : false;

/** The month of the logs. */
export const MONTH = { from: "2018-11-01", to: "2018-11-30" };

const expanded: { folder?: Promise<string> } = {};

/** Puts the logs and the songs into a folder, as the sample expects them in its lake. */
export async function placeSparkifyData(from: string, folder: string, songs: Songs): Promise<void> {
  await cp(path.join(from, "log_data"), path.join(folder, "log_data"), { recursive: true });
  const songData = songs === "small" ? path.join(from, "song_data") : await fullSongs(from);
  await symlink(songData, path.join(folder, "song_data"));
}

/** The full songs as one file each, made once for all tests of a file. */
function fullSongs(from: string): Promise<string> {
  expanded.folder ??= (async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "mr-songs-"));
    assert.equal(await expandSongs(path.join(from, "song_data_full.jsonl.gz"), folder), 14_896);
    return path.join(folder, "song_data");
  })();
  return expanded.folder;
}

after(async () => {
  if (expanded.folder !== undefined)
    await rm(path.dirname(await expanded.folder), { recursive: true, force: true });
});
