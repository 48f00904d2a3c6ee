import { doubleEncoded, logText, songText } from "./json-text.ts";
import { at, numberFor, pickFor, shareFor } from "./random.ts";
import {
  ACCENTED,
  ADJECTIVES,
  LAST_NAMES,
  MEN,
  NOUNS,
  PLACES,
  TITLE_ENDINGS,
  VERBS,
  WOMEN,
} from "./vocabulary.ts";

/** A song as its file has it. */
export interface Song {
  readonly songId: string;
  readonly trackId: string;
  readonly artistId: string;
  readonly artistName: string;
  readonly artistLocation: string;
  /** Latitude and longitude as JSON: a number or `null`. */
  readonly latitude: string;
  readonly longitude: string;
  readonly title: string;
  /** The title is a JSON number in the file. */
  readonly numericTitle: boolean;
  /** Seconds with five decimals. */
  readonly duration: string;
  readonly year: number;
}

/** The part of a log line that names what is played, each field as JSON. */
export interface Track {
  readonly artist: string;
  readonly song: string;
  readonly length: string;
  readonly lengthMs: number;
  /** A song file has the same title, artist name and duration. */
  readonly matches: boolean;
}

/**
 * The music of the sample: `songs` of them have files, nine times as many are only ever played. Everything is
 * derived from the seed and the number of the song, so a catalog takes no memory.
 */
export interface Catalog {
  readonly songs: number;
  /** Artists of the song files. Some have several spellings under one id. */
  readonly artists: number;
  readonly tracks: number;
  song(index: number): Song;
  /** Tracks below `songs` are the songs that have files. */
  track(index: number): Track;
}

const ARTIST = 1;
const SONG = 2;

export function createCatalog(seed: number, songs: number): Catalog {
  const artists = Math.ceil(songs * 0.64);

  /** The first songs have an artist each, so that no artist is without a song; the rest go to few of them. */
  const artistOf = (index: number): number => {
    if (index < artists) return index;
    const share = shareFor(seed, SONG, index);
    return Math.floor(share * share * artists);
  };

  const song = (index: number): Song => {
    const artist = artistOf(index);
    // A later song of an artist may spell name and place in another way.
    const variant = index < artists ? 0 : Math.max(0, (numberFor(seed, SONG + 10, index) % 6) - 3);
    const place = artistPlace(seed, artist, variant);
    const quirk = quirkOf(seed, index);
    const numericTitle = quirk === 0;
    return {
      songId: `SO${letters(index + 1)}12A${hex(numberFor(seed, SONG + 30, index))}`,
      trackId: `TR${trackLetters(index, songs)}${hex(numberFor(seed, SONG + 40, index))}`,
      artistId: `AR${letters(artist + 1)}118${hex(numberFor(seed, ARTIST + 10, artist))}`,
      artistName: artistName(seed, artist, variant),
      ...place,
      title: numericTitle
        ? String(10 + (numberFor(seed, SONG + 50, index) % 9000))
        : title(seed, index, quirk),
      numericTitle,
      // An even last digit: tracks without a file have an odd one, so that none of them matches by accident.
      duration: duration(seed, index, 2),
      year: shareFor(seed, SONG + 60, index) < 0.35 ? 0 : 1961 + (numberFor(seed, SONG + 70, index) % 50),
    };
  };

  const track = (index: number): Track => {
    const filed = index < songs;
    const known = filed ? song(index) : undefined;
    const artist =
      known?.artistName ?? artistName(seed, artists + (numberFor(seed, SONG, index) % (songs * 4)), 0);
    const name = known?.title ?? title(seed, index, quirkOf(seed, index));
    const length = known?.duration ?? duration(seed, index, 1);
    return {
      artist: logText(doubleEncoded(artist)),
      song: logText(doubleEncoded(name)),
      length,
      lengthMs: Math.floor(Number(length)) * 1000,
      matches: filed && isAscii(artist) && isAscii(name),
    };
  };

  return { songs, artists, tracks: songs * 10, song, track };
}

/** The text of a song's file. */
export function songFile(song: Song): string {
  const fields = [
    ["num_songs", "1"],
    ["artist_id", songText(song.artistId)],
    ["artist_latitude", song.latitude],
    ["artist_longitude", song.longitude],
    ["artist_location", songText(song.artistLocation)],
    ["artist_name", songText(song.artistName)],
    ["song_id", songText(song.songId)],
    ["title", song.numericTitle ? song.title : songText(song.title)],
    ["duration", song.duration],
    ["year", String(song.year)],
  ];
  return `{${fields.map(([name, value]) => `"${name}": ${value}`).join(", ")}}`;
}

/** `song_data/A/B/C/TRABC….json`, as the songs are filed: by the letters of the track's id. */
export function songPath(song: Song): string {
  const [, , a, b, c] = song.trackId;
  return `song_data/${a}/${b}/${c}/${song.trackId}.json`;
}

function artistName(seed: number, artist: number, variant: number): string {
  const part = (list: readonly string[], n: number): string => pickFor(list, seed, ARTIST + 20 + n, artist);
  const form = numberFor(seed, ARTIST + 20, artist) % 16;
  let name = `${part(ACCENTED, 6)} ${part(NOUNS, 2)}`;
  if (form < 5) name = `The ${part(ADJECTIVES, 1)} ${part(NOUNS, 2)}s`;
  else if (form < 9) name = `${part(form < 7 ? WOMEN : MEN, 3)} ${part(LAST_NAMES, 4)}`;
  else if (form < 12) name = `${part(ADJECTIVES, 1)} ${part(NOUNS, 2)}`;
  else if (form < 15) name = `${part(NOUNS, 2)} & ${part(NOUNS, 5)}`;
  if (variant === 0) return name;
  return variant === 1
    ? `${name} feat. ${part(WOMEN, 7)} ${part(LAST_NAMES, 8)}`
    : `${name} / ${part(MEN, 9)}`;
}

function artistPlace(
  seed: number,
  artist: number,
  variant: number,
): Pick<Song, "artistLocation" | "latitude" | "longitude"> {
  const salt = artist * 3 + variant;
  const located = shareFor(seed, ARTIST + 40, salt) < 0.36;
  const named = located || shareFor(seed, ARTIST + 41, salt) < 0.3;
  return {
    artistLocation: named ? pickFor(PLACES, seed, ARTIST + 42, salt) : "",
    latitude: located ? coordinate(numberFor(seed, ARTIST + 43, salt), 25, 24) : "null",
    longitude: located ? coordinate(numberFor(seed, ARTIST + 44, salt), -122, 50) : "null",
  };
}

/** A few songs in a hundred are odd in a way that loaders trip over. */
function quirkOf(seed: number, index: number): number {
  return numberFor(seed, SONG + 20, index) % 300;
}

function title(seed: number, index: number, quirk: number): string {
  const part = (list: readonly string[], n: number): string => pickFor(list, seed, SONG + 80 + n, index);
  const forms = [
    () => `${part(ADJECTIVES, 1)} ${part(NOUNS, 2)}`,
    () => `${part(VERBS, 3)} the ${part(NOUNS, 2)}`,
    () => `${part(VERBS, 3)} My ${part(ADJECTIVES, 1)} ${part(NOUNS, 2)}`,
    () => `${part(NOUNS, 2)} in the ${part(NOUNS, 4)}`,
    () => `${part(NOUNS, 2)} ${part(TITLE_ENDINGS, 5)}`,
    () => `Don't ${part(VERBS, 3)} "${part(NOUNS, 2)}"`,
  ];
  const plain = at(forms, numberFor(seed, SONG + 80, index) % forms.length)();
  // Some were typed in with a control character, some are not English.
  if (quirk === 1) return `${plain}\u0001`;
  if (quirk === 2) return `${part(ADJECTIVES, 1)}\t${part(NOUNS, 2)}`;
  return quirk < 12 ? `${part(ACCENTED, 6)} ${plain}` : plain;
}

/** 90 to 410 seconds; the fifth decimal is even with `lastDigit` 2 and odd with 1. */
function duration(seed: number, index: number, lastDigit: 1 | 2): string {
  const skewed = shareFor(seed, SONG + 100, index) * shareFor(seed, SONG + 101, index);
  const seconds = 90 + Math.floor(shareFor(seed, SONG + 102, index) * 160 + skewed * 160);
  const decimals = numberFor(seed, SONG + 103, index) % 10_000;
  const last = lastDigit + 2 * (numberFor(seed, SONG + 104, index) % 4);
  return `${seconds}.${String(decimals).padStart(4, "0")}${last}`;
}

function coordinate(random: number, from: number, span: number): string {
  const value = from * 100_000 + (random % (span * 100_000));
  // Five decimals, the last one never 0, so that the text is the number's shortest form.
  return ((value - (value % 10) + (value < 0 ? -3 : 3)) / 100_000).toFixed(5);
}

/** A number below 26^5 as five letters, each another text; neighbours look nothing alike. */
function letters(index: number): string {
  let rest = (index * 7_654_321) % 26 ** 5;
  let text = "";
  for (let i = 0; i < 5; i++) {
    text += String.fromCharCode(65 + (rest % 26));
    rest = Math.floor(rest / 26);
  }
  return text;
}

/** First three letters from a small alphabet, so that a few hundred songs do not make a folder each. */
function trackLetters(index: number, songs: number): string {
  let alphabet = 2;
  while (alphabet < 26 && alphabet ** 3 * 20 < songs) alphabet++;
  const folder = [0, 1, 2].map((level) => 65 + (Math.floor(index / alphabet ** level) % alphabet));
  return String.fromCharCode(...folder) + letters(index + 1);
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, "0");
}

function isAscii(text: string): boolean {
  return !/\P{ASCII}/u.test(text);
}
