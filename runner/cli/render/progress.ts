import { createLogUpdate } from "log-update";
import type { RunEvent } from "../../../protocol/event.ts";
import { applyEvent } from "./apply-event.ts";
import { intervalLabeler } from "./interval-label.ts";
import { progressFrame } from "./progress-frame.ts";
import { createModel } from "./progress-model.ts";
import type { ProgressOptions, ProgressView } from "./progress-view.ts";
import { summaryLines } from "./summary.ts";

/** Milliseconds between two pictures at least; times on the picture go on every second by themselves. */
const FRAME = 100;
const TICK = 1000;

export interface LiveProgressOptions extends ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Progress that is redrawn in place on a terminal, at most ten times a second. */
export function liveProgress(options: LiveProgressOptions): ProgressView {
  const { dag, style, stream, now, knownRun } = options;
  const model = createModel(dag, intervalLabeler(dag.timezone), knownRun);
  const log = createLogUpdate(stream);
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawnLines = 0;
  let changed = true;

  const draw = (): void => {
    drawnAt = now();
    changed = false;
    const screen = { width: stream.columns ?? 80, height: stream.rows ?? 24, style, now: drawnAt };
    const lines = progressFrame(model, screen);
    // log-update 7.2.0 leaves old lines behind when lines go away above others that stay the same.
    if (lines.length !== drawnLines) log.clear();
    drawnLines = lines.length;
    log(lines.join("\n"));
  };
  const timer = setInterval(() => {
    if (changed || now() - drawnAt >= TICK) draw();
  }, FRAME);
  // The view is no reason for the process to stay.
  timer.unref();

  return {
    onEvent(event: RunEvent): void {
      if (applyEvent(model, event)) changed = true;
    },
    finish(): void {
      clearInterval(timer);
      log.clear();
      log.done();
      const lines = summaryLines(model, stream.columns ?? 80, style);
      if (lines.length > 0) stream.write(`${lines.join("\n")}\n`);
    },
  };
}
