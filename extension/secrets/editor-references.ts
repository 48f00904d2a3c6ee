/** Names of secrets that a value of JSON refers to as the editor's, wherever in it: `{ "editor": "prod.password" }`. */
export function editorReferences(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === "editor" && typeof first[1] === "string") return [first[1]];
  return [...new Set(entries.flatMap(([, inner]) => editorReferences(inner)))];
}
