import { createLogUpdate } from "log-update";
import type { RunEvent } from "../../../protocol/event.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { applyEvent } from "./apply-event.ts";
import { width } from "./fit.ts";
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
  let drawn: readonly string[] = [];
  let drawnWidth = columnsOf(stream);
  let changed = true;

  const draw = (): void => {
    drawnAt = now();
    changed = false;
    if (columnsOf(stream) < drawnWidth) eraseWrapped();
    drawnWidth = columnsOf(stream);
    const screen = { width: drawnWidth, height: stream.rows ?? 24, style, now: drawnAt };
    const lines = progressFrame(model, screen);
    // log-update 7.2.0 leaves old lines behind when lines go away above others that stay the same.
    if (lines.length !== drawn.length) log.clear();
    drawn = lines;
    log(lines.join("\n"));
  };

  /** A terminal that becomes narrower wraps the lines it has, so they are more than were written. */
  const eraseWrapped = (): void => {
    const rows = drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(width(line) / columnsOf(stream))),
      0,
    );
    if (rows > 0) stream.write(`\r\u001B[${rows}A\u001B[J`);
    log.done();
    drawn = [];
  };

  const timer = setInterval(() => {
    if (changed || columnsOf(stream) !== drawnWidth || now() - drawnAt >= TICK) draw();
  }, FRAME);
  // The view is no reason for the process to stay.
  timer.unref();

  return {
    onEvent(event: RunEvent): void {
      if (applyEvent(model, event)) changed = true;
    },
    finish(): void {
      clearInterval(timer);
      if (columnsOf(stream) < drawnWidth) eraseWrapped();
      log.clear();
      log.done();
      const lines = summaryLines(model, columnsOf(stream), style);
      if (lines.length > 0) stream.write(`${lines.join("\n")}\n`);
    },
  };
}

function columnsOf(stream: NodeJS.WriteStream): number {
  // Terminals that nobody has told their size say 0.
  return stream.columns || 80;
}
