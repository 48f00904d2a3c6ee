import { counted } from "../../../protocol/text/counted.ts";
import type { RunnerNotice, WorkspaceState } from "../../workspaces.ts";

export type NoticeAction = "Show Log" | "Show Runs" | "Resume" | "Restart Runner" | "End It and Its Runs";

export interface NoticeText {
  readonly severity: "information" | "warning" | "error";
  readonly message: string;
  readonly actions: readonly NoticeAction[];
}

export function noticeText(notice: RunnerNotice, folder: string): NoticeText {
  switch (notice.kind) {
    case "ended-unexpectedly":
      return {
        severity: "warning",
        message: `The runner of ${folder} ended unexpectedly, and is being started again.`,
        actions: ["Show Log"],
      };
    case "runs-recovered":
      return {
        severity: notice.waiting.length > 0 ? "warning" : "information",
        message: [
          ...(notice.runIds.length === 0
            ? []
            : [
                `${cutShort(notice.runIds.length)} in ${folder}, and ${notice.runIds.length === 1 ? "goes" : "go"} on.`,
              ]),
          ...(notice.waiting.length === 0
            ? []
            : [
                `${cutShort(notice.waiting.length)} on a production target of ${folder}: Resume goes on with ${notice.waiting.length === 1 ? "it" : "them"}.`,
              ]),
        ].join(" "),
        actions: notice.waiting.length > 0 ? ["Resume", "Show Runs"] : ["Show Runs"],
      };
    case "other-version":
      return {
        severity: "warning",
        message: `A runner of Millrace ${notice.version} is at work in ${folder}. This window waits until it has ended.`,
        actions: ["End It and Its Runs"],
      };
  }
}

function cutShort(runs: number): string {
  return `${counted(runs, "run")} ${runs === 1 ? "was" : "were"} cut short`;
}

export function brokenText(state: Extract<WorkspaceState, { kind: "broken" }>, folder: string): NoticeText {
  return {
    severity: "error",
    message: `${folder}: ${state.message} ${state.next}`,
    actions: ["Restart Runner", "Show Log"],
  };
}
