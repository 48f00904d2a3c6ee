import type { Target } from "../../config/target-config.ts";
import { oneLine } from "../../core/safe-text.ts";
import type { Style } from "./style.ts";

/** Which target is looked at, above what is shown of it; nothing when none is chosen. */
export function targetLine(target: Target | undefined, { paint }: Style): string {
  if (target === undefined) return "";
  const { name, production, readOnly, description } = target;
  const parts = [
    production ? paint.yellow(`target ${name}, production`) : `target ${paint.bold(name)}`,
    ...(readOnly ? ["read-only"] : []),
    ...(description === undefined ? [] : [paint.dim(oneLine(description))]),
  ];
  return `${parts.join(" · ")}\n\n`;
}
