import type { Problem, SourcePosition } from "../../protocol/problem.ts";

/** Takes a mistake of the place that is being read; reading goes on. */
export type Tell = (code: string, message: string, next?: string, position?: SourcePosition) => void;

/** A teller for one call of a DAG file. */
export function tellInto(
  problems: Problem[],
  place: { readonly position: SourcePosition; readonly dagId?: string | undefined; readonly taskId?: string },
): Tell {
  const { position, dagId, taskId } = place;
  return (code, message, next, elsewhere) => {
    problems.push({
      severity: "error",
      code,
      message,
      ...(next === undefined ? {} : { next }),
      position: elsewhere ?? position,
      ...(dagId === undefined ? {} : { dagId }),
      ...(taskId === undefined ? {} : { taskId }),
    });
  };
}
