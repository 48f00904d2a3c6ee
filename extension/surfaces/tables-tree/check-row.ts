import { formatPosition } from "../../../protocol/problem.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { checkFinding } from "../../check-words.ts";
import type { DefinedCheck } from "../../checks-of.ts";
import { joined } from "../../text/joined.ts";
import { ago, sinceText } from "../../text/time.ts";
import { outcomeIcon, outcomeWord } from "../../trees/marks.ts";
import { lines } from "../../trees/parts.ts";
import type { TreeRow } from "../../trees/tree-row.ts";

/** A check: `observed 8 users, expected 0 · 2018-11-05 · since 14:02`. A click goes to its definition. */
export function checkRow({ dag, taskId, spec, result }: DefinedCheck, now: number): TreeRow {
  const label = result && intervalLabeler(dag.spec.timezone)(result.interval);
  const isNews = result !== undefined && result.outcome !== "pass";
  const rows = result?.keptRows ?? 0;
  return {
    // Its table is in the key: a check of two tables stands under the first, which may become another.
    key: JSON.stringify([dag.spec.id, taskId, spec.name]),
    label: spec.name,
    icon: outcomeIcon(result?.outcome),
    spokenState: `check, ${outcomeWord(result?.outcome)}`,
    description:
      result === undefined
        ? "not evaluated yet"
        : joined([
            result.outcome === "error" && "could not be evaluated",
            // Beside the icon there is room for what matters only.
            checkFinding(result).replace(/^observed /, ""),
            isNews && label,
            isNews && sinceText(result.since, now),
          ]),
    tooltip: lines([
      `${spec.name} (${spec.kind})`,
      `${outcomeWord(result?.outcome)}${label === undefined ? "" : ` for ${label}`}`,
      result && checkFinding(result),
      result &&
        `Evaluated ${ago(result.at, now)}; ${outcomeWord(result.outcome)} ${sinceText(result.since, now)}`,
      rows > 0 && `${counted(rows, "failing row")} kept`,
      `${dag.spec.id} · ${taskId}`,
      formatPosition(spec.position),
    ]),
    words: [
      "check",
      "source",
      "named",
      ...(rows > 0 ? ["check-rows"] : []),
      ...(result?.sql === undefined ? [] : ["check-sql"]),
    ],
    subject: { dagId: dag.spec.id, taskId, check: spec.name, name: spec.name },
    click: { kind: "source", position: spec.position },
  };
}
