import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Of content, between two collections. Less than 8 MB: the engine lets a small heap grow by 24 MB, takes 16 of them for
 * young objects, and marks the whole heap again and again when buffers go beyond the rest.
 */
const INTERVAL_BYTES = 4 * 1024 * 1024;

/**
 * To be told of the bytes that were read. Buffers that nobody needs any more stay until the engine collects its garbage,
 * which it hardly ever does while little else is made: 64 MB of them pile up. Asking for the young ones now and then
 * takes less than a millisecond.
 */
export function bufferCollector(): (bytes: number) => void {
  let collect: ((options: { readonly type: "minor" }) => void) | undefined;
  let since = 0;
  return (bytes) => {
    since += bytes;
    if (since < INTERVAL_BYTES) return;
    since = 0;
    collect ??= exposedCollector();
    collect({ type: "minor" });
  };
}

/** Only contexts that are made while the flag is set have the function. */
function exposedCollector(): (options: { readonly type: "minor" }) => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  return collect;
}
