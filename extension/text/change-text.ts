import { countText } from "../../protocol/text/counted.ts";

/** How much more or less there is than before: `+388`, `−12`, `±0`. */
export function changeText(change: number): string {
  if (change === 0) return "±0";
  return change > 0 ? `+${countText(change)}` : `−${countText(-change)}`;
}
