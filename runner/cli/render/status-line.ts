import { createLogUpdate } from "log-update";
import { oneLine } from "../../core/safe-text.ts";
import type { CommandContext } from "../command.ts";
import { cut } from "./fit.ts";

/** What a program does now, while it does it. */
export interface StatusLine {
  show(text: string): void;
  /** Nothing of it stays on a terminal. */
  done(): void;
}

/** Layers of an image, each of which tells many times how far it has come. */
const DETAIL = /^[0-9a-f]{12} /;

/** One line that is written over on a terminal; in a pipe one below the other, without details; none beside JSON. */
export function statusLine({
  json,
  stdout,
  width,
  style,
  print,
}: Pick<CommandContext, "json" | "stdout" | "width" | "style" | "print">): StatusLine {
  if (json) return { show: () => {}, done: () => {} };
  let last = "";
  if (!stdout.isTTY) {
    return {
      show(text) {
        const line = oneLine(text);
        if (line === "" || line === last || DETAIL.test(line)) return;
        last = line;
        print(`${line}\n`);
      },
      done: () => {},
    };
  }
  const log = createLogUpdate(stdout);
  return {
    show(text) {
      const line = oneLine(text);
      if (line !== "") log(style.paint.dim(cut(line, width - 1)));
    },
    done() {
      log.clear();
      log.done();
    },
  };
}
