/** A JSON string in ASCII with `\/` for `/`, as the music player's logger writes it. */
export function logText(text: string): string {
  return songText(text).replaceAll("/", "\\/");
}

/** A JSON string in ASCII, as the song files have it. */
export function songText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * What becomes of a text whose UTF-8 bytes are taken for Latin-1: `Zoë` → `ZoÃ«`. The logger does that, so a
 * name that is not ASCII never equals the one of the song files.
 */
export function doubleEncoded(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
