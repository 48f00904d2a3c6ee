/** The module that bundled DAG files import as "millrace": the authoring API, and what evaluates the file. */
export * from "./api.ts";
export { describeError, evaluateFile, userFunctions } from "./harness.ts";
