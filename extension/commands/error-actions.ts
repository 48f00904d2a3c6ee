/** A button under an error, and the command that it calls. */
export interface ErrorAction {
  readonly button: string;
  readonly command: string;
}

const PROBLEMS: ErrorAction = { button: "Show Problems", command: "workbench.actions.view.problems" };
const TARGET: ErrorAction = { button: "Select Target", command: "millrace.selectTarget" };
const CONNECTION: ErrorAction = { button: "Test Connection", command: "millrace.testConnection" };
const LOG: ErrorAction = { button: "Show Log", command: "millrace.showRunnerLog" };
const RESTART: ErrorAction = { button: "Restart Runner", command: "millrace.restartRunner" };
const TRUST: ErrorAction = { button: "Manage Trust", command: "workbench.trust.manage" };
const SECRET: ErrorAction = { button: "Set Secret", command: "millrace.setSecret" };
const DOCKER: ErrorAction = { button: "Start Docker Postgres", command: "millrace.dockerUp" };
const CANCEL: ErrorAction = { button: "Cancel Runs", command: "millrace.cancel" };

const ACTIONS: Readonly<Record<string, readonly ErrorAction[]>> = {
  "broken-dag": [PROBLEMS],
  "no-dags": [{ button: "New DAG", command: "millrace.newDag" }],
  "not-ready": [TRUST, LOG],
  "read-only-target": [TARGET],
  "production-target": [TARGET],
  "unknown-target": [TARGET],
  "workspace-busy": [CANCEL],
  "connect-failed": [CONNECTION],
  "connection-lost": [CONNECTION],
  "missing-password": [CONNECTION],
  "secret-missing": [SECRET],
  "docker-missing": [TARGET],
  "compose-missing": [TARGET],
  "docker-not-running": [DOCKER],
  "docker-not-ready": [DOCKER],
  "docker-pull": [DOCKER],
  "container-ended": [DOCKER],
  "compose-variable": [DOCKER],
  "port-in-use": [DOCKER],
  "runner-broken": [RESTART, LOG],
};

/** What helps with an error, by its code. */
export function errorActions(code: string): readonly ErrorAction[] {
  const known = Object.hasOwn(ACTIONS, code) ? ACTIONS[code] : undefined;
  return known ?? (code.startsWith("runner-") ? [LOG] : []);
}
