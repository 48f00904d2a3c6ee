import type { RunView, TargetView, WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { shownName } from "../../../protocol/text/shown-text.ts";
import { statusText } from "../../text/status-text.ts";
import type { WorkspaceState } from "../../workspaces.ts";

/** One item of the status bar. */
export interface StatusItem {
  readonly text: string;
  readonly tooltip: string;
  readonly color: "plain" | "warning" | "error";
}

/** What the status bar says of a folder; an item without something to say is not there. */
export interface StatusFacts {
  readonly target: StatusItem | undefined;
  readonly runs: StatusItem | undefined;
  readonly trouble: StatusItem | undefined;
}

export const NO_FACTS: StatusFacts = { target: undefined, runs: undefined, trouble: undefined };

/** `view` is the last snapshot, which stays while a runner is started again. */
export function statusFacts(state: WorkspaceState, view: WorkspaceView | undefined): StatusFacts {
  if (state.kind === "broken") {
    return {
      ...NO_FACTS,
      trouble: {
        text: "$(error) Runner",
        tooltip: `Millrace: ${state.message} ${state.next}\nClick to start it again.`,
        color: "error",
      },
    };
  }
  if (view === undefined) return NO_FACTS;
  const trouble: StatusItem | undefined =
    state.kind === "starting"
      ? {
          text: "$(loading~spin) Runner",
          tooltip: "Millrace: the runner ended, and is being started again.",
          color: "warning",
        }
      : undefined;
  return { target: targetItem(view), runs: runsItem(view), trouble };
}

function kindText({ production, readOnly }: TargetView): string {
  const words = [...(production ? ["production"] : []), ...(readOnly ? ["read-only"] : [])];
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function targetItem({ target, targets }: WorkspaceView): StatusItem | undefined {
  if (targets.length === 0) return undefined;
  if (target === null) {
    return {
      text: "$(target) No target",
      tooltip: "Millrace: connections stand for themselves. Click to select a target.",
      color: "plain",
    };
  }
  return {
    // In words too: themes of high contrast have no colour for it.
    text: `$(${target.readOnly ? "lock" : "target"}) ${statusText(target.name)}${kindText(target)}`,
    tooltip: [
      `Millrace target: ${shownName(target.name)}`,
      ...(target.description === undefined ? [] : [shownName(target.description)]),
      ...guards(target),
      "Click to select another.",
    ].join("\n"),
    color: target.production ? (target.readOnly ? "warning" : "error") : "plain",
  };
}

function guards({ production, readOnly }: TargetView): readonly string[] {
  if (readOnly)
    return [production ? "Production, read only: nothing writes to it." : "Read only: nothing writes to it."];
  return production ? ["Production: Millrace asks before it writes."] : [];
}

/** Open runs by how people should see them: at work first. */
function runsItem({ openRuns, otherOwner }: WorkspaceView): StatusItem | undefined {
  const count = (shown: RunView["shown"]): number => openRuns.filter((run) => run.shown === shown).length;
  const parts = (["running", "queued", "paused", "interrupted"] as const)
    .map((shown) => ({ shown, runs: count(shown) }))
    .filter(({ runs }) => runs > 0);
  const [first] = parts;
  if (first === undefined) return undefined;
  const shownParts = parts.map(({ shown, runs }) => `${runs.toLocaleString("en-US")} ${shown}`).join(", ");
  return {
    text: `$(${ICONS[first.shown]}) ${shownParts}`,
    tooltip: [
      `Millrace: ${counted(openRuns.length, "open run")} (${shownParts})`,
      ...(otherOwner === null ? [] : [`Driven by process ${otherOwner.pid}: ${shownName(otherOwner.doing)}`]),
      "Click to see the runs.",
    ].join("\n"),
    color: "plain",
  };
}

const ICONS = {
  running: "sync~spin",
  queued: "clock",
  paused: "debug-pause",
  interrupted: "warning",
} as const;
