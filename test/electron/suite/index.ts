import Mocha from "mocha";
import { activationSuite } from "./activation.ts";
import { calledCommandsSuite } from "./called-commands.ts";
import { calledSqlSuite } from "./called-sql.ts";
import { calledWorkspaceSuite } from "./called-workspace.ts";
import { commandsSuite } from "./commands.ts";
import { diagnosticsSuite } from "./diagnostics.ts";
import { elsewhereSuite } from "./elsewhere.ts";
import { graphSuite } from "./graph.ts";
import { LineReporter } from "./line-reporter.ts";
import { locatedProblemsSuite } from "./located-problems.ts";
import { runsSuite } from "./runs.ts";
import { firstDagSuite, watchedFilesSuite } from "./watched-files.ts";
import { WORKSPACE_VARIABLE, workspaceKind } from "./workspace-kind.ts";

/** What runs in which workspace. */
const SUITES = {
  pipeline: [activationSuite, commandsSuite, runsSuite, diagnosticsSuite, graphSuite, watchedFilesSuite],
  called: [calledCommandsSuite, calledSqlSuite, calledWorkspaceSuite, locatedProblemsSuite],
  elsewhere: [elsewhereSuite, firstDagSuite],
} as const;

const TEST_MS = 120_000;

/** What the extension host calls. Ends well when every test of this workspace's suites passed, and there was one. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: TEST_MS, reporter: LineReporter });
  // Fills mocha's exports (`describe`, `it`), which a file that mocha itself reads would find.
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  const kind = workspaceKind();
  for (const suite of SUITES[kind]) suite();
  const runner = await new Promise<Mocha.Runner>((resolve) => {
    const started = mocha.run(() => resolve(started));
  });
  const { passes = 0, failures = 0 } = runner.stats ?? {};
  if (failures > 0) throw new Error(`${failures} of the tests failed.`);
  if (passes === 0) throw new Error(`No test ran (${WORKSPACE_VARIABLE}=${kind}).`);
}
