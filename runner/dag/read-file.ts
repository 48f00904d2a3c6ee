import type { DagSpec } from "../../protocol/dag.ts";
import type { Problem, SourcePosition } from "../../protocol/problem.ts";
import type { Bundle } from "./bundle.ts";
import { evaluationProblem, exceptionProblem } from "./evaluation-problems.ts";
import type { RawFile } from "./raw.ts";
import { readRawFile } from "./raw-schema.ts";
import { readDag } from "./read-dag.ts";
import type { Reading } from "./reading.ts";
import type { Evaluation } from "./sandbox-process.ts";
import { type Positions, positionsOf } from "./source-positions.ts";

export interface ReadFile {
  /** All DAGs that have a name, broken or not. */
  readonly dags: readonly { readonly spec: DagSpec; readonly isBroken: boolean }[];
  readonly problems: readonly Problem[];
  /** Lines that the file wrote while it was read. */
  readonly output: readonly string[];
}

/** Makes DAGs and problems of the evaluation of one DAG file. */
export function readFileResult(evaluation: Evaluation, bundle: Bundle, reading: Reading): ReadFile {
  const positions = positionsOf(reading.workspace, bundle);
  if (evaluation.kind !== "result") {
    return { dags: [], problems: [evaluationProblem(evaluation, positions, reading.config)], output: [] };
  }
  const file = readRawFile(evaluation.json);
  if (file === undefined) {
    const crash = { kind: "crash", reason: "its result is not what Millrace wrote" } as const;
    return { dags: [], problems: [evaluationProblem(crash, positions, reading.config)], output: [] };
  }
  return readRaw(file, positions, bundle, reading);
}

function readRaw(file: RawFile, positions: Positions, bundle: Bundle, reading: Reading): ReadFile {
  const read = file.dags.map((raw, index) => {
    const finished = file.error === undefined || index < file.dags.length - 1;
    return readDag(raw, finished, positions, bundle, reading);
  });
  const only = read.length === 1 ? read[0]?.spec.id : undefined;
  const last = read.at(-1)?.spec.id;
  const own: Problem[] = file.problems.map(({ frames, ...problem }) => ({
    ...(only === undefined || only === "" ? {} : { dagId: only }),
    ...problem,
    position: positions(frames),
  }));
  if (file.error !== undefined) own.push(exceptionProblem(file.error, positions, last));
  if (file.dags.length === 0 && own.length === 0) own.push(noDag(positions([])));
  // A mistake outside of any DAG, or an exception, may have cost any of the file's DAGs some of its tasks.
  const breaksAll = own.some(({ severity, dagId }) => severity === "error" && dagId === undefined);
  const isError = ({ severity }: Problem): boolean => severity === "error";
  return {
    dags: read.map(({ spec, problems }) => ({
      spec,
      isBroken:
        breaksAll ||
        file.error !== undefined ||
        problems.some(isError) ||
        own.some((problem) => isError(problem) && problem.dagId === spec.id),
    })),
    problems: [...own, ...read.flatMap(({ problems }) => problems)],
    output: file.output,
  };
}

function noDag(position: SourcePosition): Problem {
  return {
    severity: "warning",
    code: "no-dag",
    message: "The file defines no DAG.",
    next: "Call dag({ id: … }, () => { … }) in it; a file that only exports what others use is called .ts, not .dag.ts.",
    position,
  };
}
