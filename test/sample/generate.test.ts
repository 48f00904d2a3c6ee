import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { packageRoot } from "../../runner/package-root.ts";
import { generateInto } from "../../runner/sample/generate.ts";
import { hashOf, memorySink } from "./memory-sink.ts";
import { readLogs, readSongs, recount } from "./recount.ts";

async function generated(options: Parameters<typeof generateInto>[1]) {
  const sink = memorySink();
  const counts = await generateInto(sink, options);
  return { files: sink.files, counts };
}

test("the same seed gives the same bytes, on every machine", async () => {
  const { files } = await generated({ events: 1000, seed: 7 });
  assert.equal(hashOf(files), "aae3ac6d3486a147f5a42e1599627c079d429a36b9a176babeb2a74dd36bec3a");
  assert.equal(hashOf((await generated({ events: 1000, seed: 7 })).files), hashOf(files));
  assert.notEqual(hashOf((await generated({ events: 1000, seed: 8 })).files), hashOf(files));
});

test("the counts are those of the files, for any size and seed", async () => {
  const sizes = fc.record({
    from: fc.constantFrom("2018-11-01", "2020-02-27", "2023-12-30"),
    days: fc.integer({ min: 1, max: 40 }),
    events: fc.integer({ min: 400, max: 3000 }),
    songs: fc.integer({ min: 1, max: 300 }),
    seed: fc.integer({ min: 0, max: 1_000_000 }),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async (options) => {
      const { files, counts } = await generated(options);
      assert.deepEqual(counts, recount(files));
      assert.equal(counts.events, options.events);
      assert.equal(counts.songs, options.songs);
      assert.equal(counts.days.length, options.days);
      assert.equal(counts.days[0]?.date, options.from);
      for (const day of counts.days) assert.ok(day.songplays > 0, `${day.date} has no songplay`);
      const ids = new Set<string>();
      for (const [date, records] of readLogs(files)) {
        let before = 0;
        for (const { ts, page, sessionId } of records) {
          assert.equal(new Date(ts).toISOString().slice(0, 10), date);
          assert.ok(ts >= before, "events are in the order of their times");
          before = ts;
          if (page !== "NextSong") continue;
          const id = `${sessionId} ${Math.floor(ts / 1000)}`;
          assert.ok(!ids.has(id), "a session starts two songs in one second");
          ids.add(id);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test("files look like the player's", async () => {
  const { files } = await generated({ events: 2000 });
  const fields =
    "artist auth firstName gender itemInSession lastName length level location method page registration sessionId song status ts userAgent userId";
  for (const [file, text] of files) {
    assert.match(text, /^[\x20-\x7e\n]+$/, `${file} is ASCII`);
    assert.ok(!text.endsWith("\n"), `${file} has no newline at its end`);
    assert.match(
      file,
      /^(log_data\/2018\/11\/2018-11-\d\d-events\.json|song_data\/([A-Z])\/([A-Z])\/([A-Z])\/TR\2\3\4[A-Z0-9]{13}\.json)$/,
    );
    if (file.startsWith("log_data/")) {
      for (const line of text.split("\n")) {
        assert.equal(Object.keys(JSON.parse(line)).join(" "), fields);
        assert.match(line, /"registration":(?:\d{13}\.0|null),/);
        assert.ok(!/[^\\]\//.test(line), "slashes are escaped");
      }
    }
  }
});

test("a month of 8,000 events has everything that loaders trip over", async () => {
  const { files, counts } = await generated({});
  const days = readLogs(files);
  const events = [...days.values()].flat();
  const songplays = events.filter(({ page }) => page === "NextSong");
  const songs = readSongs(files);
  const has = (what: string, found: number, least = 1): void =>
    assert.ok(found >= least, `${what}: ${found}, at least ${least} wanted`);

  assert.equal(counts.events, 8000);
  assert.ok(Math.abs(counts.songplays / counts.events - 0.85) < 0.02);
  assert.ok(counts.users >= 90 && counts.users <= 110);
  assert.ok(counts.matches > 100 && counts.matches < counts.songplays / 2);
  has("logged out", counts.loggedOut, 100);
  for (const event of events.filter(({ userId }) => userId === "")) {
    for (const field of ["firstName", "lastName", "gender", "location", "registration", "userAgent"]) {
      assert.equal(event[field], null);
    }
  }
  for (const event of events.filter(({ page }) => page !== "NextSong")) {
    assert.deepEqual([event.artist, event.song, event.length], [null, null, null]);
  }
  has(
    "user agents with quotes",
    events.filter(({ userAgent }) => String(userAgent).startsWith('"')).length,
    4000,
  );
  has("pages", new Set(events.map(({ page }) => page)).size, 12);
  const levels = Map.groupBy(songplays, ({ userId }) => userId);
  has(
    "users with both levels",
    [...levels.values()].filter((plays) => new Set(plays.map(({ level }) => level)).size === 2).length,
    2,
  );
  has("start times of two users", counts.songplays - counts.startTimes, 3);
  has("double-encoded names", songplays.filter(({ artist }) => artist?.includes("Ã")).length);

  has("titles that are numbers", songs.filter(({ title }) => typeof title === "number").length);
  has("titles with control characters", songs.filter(({ title }) => /\p{Cc}/u.test(String(title))).length);
  has("names that are not ASCII", songs.filter(({ artist_name }) => /[^ -~]/.test(artist_name)).length);
  has("songs without a place", songs.filter(({ artist_location }) => artist_location === "").length, 100);
  has(
    "songs without coordinates",
    songs.filter(({ artist_latitude }) => artist_latitude === null).length,
    100,
  );
  has("songs without a year", songs.filter(({ year }) => year === 0).length, 50);
  const spellings = new Set(
    songs.map((song) => `${song.artist_id} ${song.artist_name} ${song.artist_location}`),
  );
  has("artists with several spellings", spellings.size - counts.artists, 5);

  const onWeekday = (weekday: number): number =>
    counts.days
      .filter(({ date }) => new Date(date).getUTCDay() === weekday)
      .reduce((sum, day) => sum + day.songplays, 0);
  assert.ok(onWeekday(3) > 2 * onWeekday(0), "Wednesdays are busier than Sundays");
});

test("sessions that begin late on the last day end on it", async () => {
  for (let seed = 0; seed < 300; seed++) {
    const { counts } = await generated({ days: 1, events: 120, songs: 1, seed });
    assert.equal(counts.events, 120, `seed ${seed}`);
  }
});

test("a million events fit into 32 MB of heap", () => {
  const child = spawnSync(
    process.execPath,
    [
      "--max-old-space-size=32",
      "--max-semi-space-size=4",
      path.join(packageRoot(), "test", "sample", "generate-to-nowhere.ts"),
      "1000000",
    ],
    { encoding: "utf8" },
  );
  assert.equal(child.status, 0, child.stderr.slice(-500));
  assert.equal(JSON.parse(child.stdout).events, 1_000_000);
});

test("nothing is written before the last piece was taken", async () => {
  let open = 0;
  let longest = 0;
  await generateInto(
    {
      open: async () => ({
        async write(text) {
          assert.equal(++open, 1);
          longest = Math.max(longest, text.length);
          await new Promise((resolve) => setImmediate(resolve));
          open--;
        },
        async close() {
          assert.equal(open, 0);
        },
      }),
    },
    { events: 20_000, days: 2 },
  );
  assert.ok(longest < 300_000, `a piece had ${longest} characters`);
});

test("an abort ends it", async () => {
  const abort = new AbortController();
  const work = generateInto(memorySink(), {
    events: 50_000,
    signal: abort.signal,
    onDay: () => abort.abort(),
  });
  await assert.rejects(work, { name: "AbortError" });
});
