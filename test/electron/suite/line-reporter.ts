import { type Runner, reporters, type Test } from "mocha";
import { resultLine } from "../result-line.ts";

/** Prints a line for each test: what a process outside reads, and a person can too. */
export class LineReporter extends reporters.Base {
  constructor(runner: Runner) {
    super(runner);
    runner.on("pass", (test) => print(test, "pass"));
    runner.on("pending", (test) => print(test, "skip"));
    runner.on("fail", (test, error: Error) => print(test, "fail", error));
  }
}

function print(test: Test, outcome: "pass" | "fail" | "skip", error?: Error): void {
  const line = resultLine({
    title: test.fullTitle(),
    outcome,
    ...(error !== undefined && { error: error.stack ?? String(error) }),
  });
  console.log(line);
}
