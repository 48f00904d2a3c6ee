import path from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { SourcePosition } from "../../protocol/problem.ts";
import type { Bundle } from "./bundle.ts";
import { ownCode } from "./own-code.ts";
import type { RawFrames } from "./raw.ts";

/** The author's place of a call: the innermost frame in a file of theirs. */
export type Positions = (frames: RawFrames) => SourcePosition;

/**
 * Maps frames of bundled code to the workspace's files. Frames in Millrace's own code do not count; those in
 * installed packages only when there is no other. Without any, it is the start of the DAG file.
 */
export function positionsOf(workspace: string, bundle: Bundle): Positions {
  const map = new TraceMap(bundle.sourceMap);
  const isOwnCode = ownCode();
  return (frames) => {
    let installed: SourcePosition | undefined;
    for (const [line, column] of frames) {
      const origin = originalPositionFor(map, { line, column: column - 1 });
      if (origin.source === null || origin.source.endsWith("millrace-entry.js")) continue;
      const absolute = path.resolve(workspace, origin.source);
      if (isOwnCode(absolute)) continue;
      const position = {
        file: path.relative(workspace, absolute).replaceAll("\\", "/"),
        line: origin.line,
        column: origin.column + 1,
      };
      if (!absolute.includes(`${path.sep}node_modules${path.sep}`)) return position;
      installed ??= position;
    }
    return installed ?? { file: bundle.file, line: 1, column: 1 };
  };
}
