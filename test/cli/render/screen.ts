import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

/** A terminal's screen, as far as redrawing in place needs one: what is written to `stream` stands in `lines()`. */
export interface Screen {
  readonly stream: NodeJS.WriteStream;
  /** What stands on the screen, without colours, trailing blanks and empty lines at the end. */
  lines(): string[];
  /** How often something was written. */
  writes(): number;
}

const ESCAPE = "\u001b";
const PARTS = new RegExp(`(${ESCAPE}\\[[?\\d;]*[A-Za-z]|\\n)`);

export function createScreen(columns: number, rows: number): Screen {
  const screen: string[] = [""];
  let row = 0;
  let column = 0;
  let writes = 0;

  const put = (text: string): void => {
    const line = (screen[row] ?? "").padEnd(column);
    screen[row] = line.slice(0, column) + text + line.slice(column + text.length);
    column += text.length;
  };
  const control = (sequence: string): void => {
    const count = Number(/\d+/.exec(sequence)?.[0] ?? "1");
    if (sequence.endsWith("A")) row = Math.max(0, row - count);
    else if (sequence.endsWith("B")) row += count;
    else if (sequence.endsWith("G")) column = 0;
    else if (sequence.endsWith("2K")) screen[row] = "";
    else if (sequence.endsWith("K")) screen[row] = (screen[row] ?? "").slice(0, column);
    else if (!/[hlm]$/.test(sequence))
      throw new Error(`The screen does not know ${JSON.stringify(sequence)}.`);
  };
  const write = (text: string): void => {
    writes += 1;
    for (const part of text.split(PARTS)) {
      if (part === "\n") {
        row += 1;
        column = 0;
      } else if (part.startsWith(ESCAPE)) control(part);
      else put(part);
    }
  };
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      write(chunk);
      done();
    },
  });
  return {
    stream: Object.assign(stream, { columns, rows, isTTY: true }) as unknown as NodeJS.WriteStream,
    lines() {
      const all = Array.from(screen, (line) => stripVTControlCharacters(line ?? "").trimEnd());
      while (all.at(-1) === "") all.pop();
      return all;
    },
    writes: () => writes,
  };
}
