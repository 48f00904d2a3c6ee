import { formatBytes } from "../../../protocol/text/format-bytes.ts";
import type { CopyEvent } from "../../lakes/copy.ts";
import { copyFacts, copyFrame } from "./copy-frame.ts";
import { applyCopyEvent, createCopyModel } from "./copy-model.ts";
import { liveLines } from "./live-lines.ts";
import { countOf } from "./number.ts";
import type { Style } from "./style.ts";

/** Shows a copy as it goes on. */
export interface CopyView {
  /** An object of the source has been looked at. */
  listed(bytes: number): void;
  /** Listing has ended; so many are copied now. */
  begins(objects: number, bytes: number): void;
  onEvent(event: CopyEvent): void;
  /** Somebody wants it to end. */
  stopping(): void;
  /** Once, in the end: `last` gives the summary for that many columns. */
  finish(last: (columns: number) => readonly string[]): void;
}

interface ViewOptions {
  readonly title: string;
  readonly style: Style;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function liveCopy({
  title,
  ...options
}: ViewOptions & { readonly stream: NodeJS.WriteStream }): CopyView {
  const model = createCopyModel(title);
  const live = liveLines({ ...options, frame: (screen) => copyFrame(model, screen) });
  return {
    listed(bytes) {
      model.listed.objects += 1;
      model.listed.bytes += bytes;
      live.changed();
    },
    begins(objects, bytes) {
      model.total = { objects, bytes };
      model.startedAt = options.now();
      live.changed();
    },
    onEvent(event) {
      applyCopyEvent(model, event);
      live.changed();
    },
    stopping() {
      model.isStopping = true;
      live.changed();
    },
    finish: live.finish,
  };
}

/** Between two lines that say how far it is. */
const REPORT_MS = 10_000;

/** For pipes: a line when copying begins, and one every ten seconds. */
export function plainCopy(options: ViewOptions & { readonly write: (text: string) => void }): CopyView {
  const { title, style, now, write } = options;
  const model = createCopyModel(title);
  let reportedAt = 0;
  const report = (): void => {
    if (model.total === undefined || now() - reportedAt < REPORT_MS) return;
    reportedAt = now();
    write(`${copyFacts(model, reportedAt, style).join(", ")}\n`);
  };
  return {
    listed: () => {},
    begins(objects, bytes) {
      model.total = { objects, bytes };
      model.startedAt = now();
      reportedAt = model.startedAt;
      if (objects > 0) write(`Copying ${countOf(objects, "object")} (${formatBytes(bytes)})\n`);
    },
    onEvent(event) {
      applyCopyEvent(model, event);
      report();
    },
    stopping: () => {},
    finish(last) {
      const lines = last(Number.POSITIVE_INFINITY);
      if (lines.length > 0) write(`${lines.join("\n")}\n`);
    },
  };
}

/** Says nothing but what went wrong, and only in the end. */
export function noProgress(): CopyView {
  const nothing = (): void => {};
  return { listed: nothing, begins: nothing, onEvent: nothing, stopping: nothing, finish: nothing };
}
