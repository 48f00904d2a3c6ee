import { CONFIG_FILE } from "../config/load-config.ts";
import type { Session } from "../session.ts";
import type { CommandContext } from "./command.ts";
import { wrap } from "./render/fit.ts";
import { countOf } from "./render/number.ts";

/** On a target without any run: that there are runs from before the workspace had targets. Else nothing. */
export function hiddenRuns(session: Session, { style, width }: CommandContext): string {
  if (session.target === undefined || session.history().summaries().length > 0) return "";
  const hidden = session.runsWithoutTarget();
  if (hidden === undefined) return "";
  const { count, line } = hidden;
  const text = `${countOf(count, "run")} made without a target ${count === 1 ? "is" : "are"} not shown: each target has a history of its own (${CONFIG_FILE}, line ${line})`;
  return `${wrap(text, width).map(style.paint.dim).join("\n")}\n`;
}
