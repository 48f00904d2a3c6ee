const WIDTH = 110;

/** JSON with what fits in a line in one line. */
export function compactJson(value: unknown, indent = 0, before = 0): string {
  const short = inOneLine(value);
  if (short.length + indent + before <= WIDTH || typeof value !== "object" || value === null) return short;
  const margin = " ".repeat(indent + 2);
  const lines = Array.isArray(value)
    ? value.map((item) => `${margin}${compactJson(item, indent + 2)}`)
    : Object.entries(value).map(
        ([key, item]) => `${margin}${JSON.stringify(key)}: ${compactJson(item, indent + 2, key.length + 4)}`,
      );
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${lines.join(",\n")}\n${" ".repeat(indent)}${close}`;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inOneLine(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
