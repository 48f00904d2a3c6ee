/**
 * A text with names or values of somebody's data for a place that draws an icon for each `$(name)`: quick picks, prompts
 * of inputs, CodeLens, the status bar. A blank that has no width keeps the text as it reads.
 */
export function withoutIcons(text: string): string {
  return text.replaceAll("$(", "$\u200b(");
}
