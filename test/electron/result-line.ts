/** How one test of the extension host ended, on its way to the process that started it. */
export interface TestResult {
  readonly title: string;
  readonly outcome: "pass" | "fail" | "skip";
  readonly error?: string;
}

const MARK = "millrace-test-result ";

export function resultLine(result: TestResult): string {
  return `${MARK}${JSON.stringify(result)}`;
}

/** The results among what was printed, one a line. */
export function resultsIn(text: string): readonly TestResult[] {
  return text
    .split("\n")
    .filter((line) => line.includes(MARK))
    .map((line) => JSON.parse(line.slice(line.indexOf(MARK) + MARK.length)) as TestResult);
}
