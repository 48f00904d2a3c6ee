import { StringDecoder } from "node:string_decoder";

/** Makes lines of what comes in pieces that end anywhere, also in the middle of a character. */
export interface WholeLines {
  take(piece: Buffer): void;
  /** Nothing more comes: the rest is a line too. */
  end(): void;
}

/** A line that does not end is told in parts of so many characters. */
const LONGEST = 65_536;

export function wholeLines(onLine: (line: string) => void): WholeLines {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const tell = (text: string): void => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length < LONGEST) return;
    onLine(rest);
    rest = "";
  };
  return {
    take: (piece) => tell(decoder.write(piece)),
    end() {
      tell(decoder.end());
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
