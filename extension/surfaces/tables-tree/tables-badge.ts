import type { WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { checksOf, isFailing } from "../../checks-of.ts";

/** Checks that failed or could not be evaluated. */
export function tablesBadge(
  views: readonly WorkspaceView[],
): { readonly value: number; readonly tooltip: string } | undefined {
  const failing = views.flatMap(checksOf).filter(isFailing);
  if (failing.length === 0) return undefined;
  const unknown = failing.filter(({ result }) => result?.outcome === "error").length;
  const failed = failing.length - unknown;
  const parts = [
    ...(failed === 0 ? [] : [`${counted(failed, "check")} failed`]),
    ...(unknown === 0 ? [] : [`${counted(unknown, "check")} could not be evaluated`]),
  ];
  return { value: failing.length, tooltip: parts.join(", ") };
}
