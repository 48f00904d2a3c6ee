/** What a row says beside its name: `success · 12.3 s`. Leaves out what there is nothing of. */
export function joined(parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== "").join(" · ");
}
