import { createLogUpdate } from "log-update";
import { width } from "./fit.ts";
import type { Style } from "./style.ts";

/** Milliseconds between two pictures at least; times on the picture go on every second by themselves. */
const FRAME = 100;
const TICK = 1000;

/** What a picture is drawn for. */
export interface LiveScreen {
  readonly width: number;
  readonly height: number;
  readonly style: Style;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface LiveOptions {
  readonly stream: NodeJS.WriteStream;
  readonly style: Style;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Lines that fit the screen's width, fewer than its height. */
  readonly frame: (screen: LiveScreen) => readonly string[];
}

export interface LiveLines {
  /** There is something new to draw. */
  changed(): void;
  /** Takes the picture away, and prints in its place what `last` gives for that many columns. */
  finish(last: (columns: number) => readonly string[]): void;
}

/** Lines that are redrawn in place on a terminal, at most ten times a second. */
export function liveLines({ stream, style, now, frame }: LiveOptions): LiveLines {
  const log = createLogUpdate(stream);
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn: readonly string[] = [];
  let drawnWidth = columnsOf(stream);
  let isNew = true;

  const draw = (): void => {
    drawnAt = now();
    isNew = false;
    if (columnsOf(stream) < drawnWidth) eraseWrapped();
    drawnWidth = columnsOf(stream);
    const lines = frame({ width: drawnWidth, height: stream.rows ?? 24, style, now: drawnAt });
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
    if (isNew || columnsOf(stream) !== drawnWidth || now() - drawnAt >= TICK) draw();
  }, FRAME);
  // The view is no reason for the process to stay.
  timer.unref();

  return {
    changed() {
      isNew = true;
    },
    finish(last) {
      clearInterval(timer);
      if (columnsOf(stream) < drawnWidth) eraseWrapped();
      log.clear();
      log.done();
      const lines = last(columnsOf(stream));
      if (lines.length > 0) stream.write(`${lines.join("\n")}\n`);
    },
  };
}

function columnsOf(stream: NodeJS.WriteStream): number {
  // Terminals that nobody has told their size say 0.
  return stream.columns || 80;
}
