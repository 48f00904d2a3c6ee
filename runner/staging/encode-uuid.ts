import { AS_NULL, type Encode } from "./column-encoder.ts";
import { isString, trimmedText } from "./value-text.ts";

/** As Postgres reads them: hyphens after any group of four digits, or none; braces around it, or none. */
const UUID = /^(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}$/i;

export const encodeUuid: Encode = (source, kind, start, end, out) => {
  if (!isString(kind)) return "is not a UUID";
  const text = trimmedText(source, kind, start, end);
  if (text === "") return AS_NULL;
  const bare = text.startsWith("{") && text.endsWith("}") ? text.slice(1, -1) : text;
  if (!UUID.test(bare)) return "is not a UUID";
  if (out.isBinary) {
    const digits = Buffer.from(bare.replaceAll("-", ""), "hex");
    out.plain(digits, 0, digits.length);
  } else out.ascii(bare);
  return undefined;
};
