/** The lines of a tooltip that there are. */
export function lines(all: readonly (string | undefined | false)[]): readonly string[] {
  return all.filter((line) => typeof line === "string" && line !== "").map(String);
}
