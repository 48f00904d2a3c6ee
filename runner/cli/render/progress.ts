import type { RunEvent } from "../../../protocol/event.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { applyEvent } from "./apply-event.ts";
import { liveLines } from "./live-lines.ts";
import { progressFrame } from "./progress-frame.ts";
import { createModel } from "./progress-model.ts";
import type { ProgressOptions, ProgressView } from "./progress-view.ts";
import { summaryLines } from "./summary.ts";

export interface LiveProgressOptions extends ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Progress that is redrawn in place on a terminal. */
export function liveProgress({ dag, style, stream, now, knownRun }: LiveProgressOptions): ProgressView {
  const model = createModel(dag, intervalLabeler(dag.timezone), knownRun);
  const live = liveLines({ stream, style, now, frame: (screen) => progressFrame(model, screen) });
  return {
    onEvent(event: RunEvent): void {
      if (applyEvent(model, event)) live.changed();
    },
    finish(): void {
      live.finish((columns) => summaryLines(model, columns, style));
    },
  };
}
