/**
 * Who may import whom. The first layer whose `files` match a file is the file's; every file needs one. Types
 * count as much as values.
 */
export interface Layer {
  readonly name: string;
  /** Globs of files, relative to the repository. */
  readonly files: readonly string[];
  /** Names of the layers that its files may import, beside their own. */
  readonly imports: readonly string[] | "everything";
  /** npm packages that its files may import. */
  readonly packages: readonly string[] | "everything";
  /** Whether its files may import Node's modules. */
  readonly node: boolean;
  /** Files of the layer must not import each other; `folders`: unless they share a folder right below the layer's own. */
  readonly apart?: true | "folders";
  /** No waiting, no clock, no randomness: see PURE_CODE. */
  readonly pure?: true;
}

const BASE = ["protocol", "core", "places", "sql reading", "sql text"];
const INTERFACES = ["protocol", "connection interfaces"];

export const LAYERS: readonly Layer[] = [
  // The shared vocabulary.
  {
    name: "sql reading",
    // Where statements, templates and parameters are in a text: what the editor shows and what the runner sends are one.
    files: ["protocol/sql/**"],
    imports: ["protocol"],
    packages: ["dbgate-query-splitter"],
    node: false,
    pure: true,
  },
  { name: "protocol", files: ["protocol/**"], imports: [], packages: [], node: false },
  {
    name: "core",
    files: ["runner/core/**"],
    imports: ["protocol"],
    // These are computation alone: cron patterns, Jinja's grammar, the width of characters.
    packages: ["croner", "string-width"],
    node: false,
    pure: true,
  },

  {
    // How requests to AWS's services get out of a company's network.
    name: "proxies",
    files: ["runner/proxies/**"],
    imports: ["protocol"],
    packages: ["@smithy/node-http-handler"],
    node: true,
  },

  // Connections: everybody sees the interfaces, only `main.ts` sees what is behind them.
  {
    name: "connection interfaces",
    files: [
      "runner/connections/{lake,lake-errors,warehouse,connections,connection-test,guarded-warehouse,guarded-connections,slots}.ts",
    ],
    imports: ["protocol"],
    packages: [],
    node: true,
  },
  {
    name: "connection helpers",
    files: ["runner/connections/*.ts"],
    imports: [...BASE, ...INTERFACES, "loads", "secret interfaces"],
    packages: [],
    node: true,
  },
  {
    // What a connection's settings mean. `millrace validate` reads URLs with it, too.
    name: "postgres settings",
    files: ["runner/connections/postgres/{connection-url,libpq-parameters,settings-errors}.ts"],
    imports: BASE,
    packages: [],
    node: false,
  },
  {
    name: "postgres driver",
    files: ["runner/connections/postgres/**"],
    imports: [...BASE, ...INTERFACES, "postgres settings"],
    packages: ["pg", "pg-cursor"],
    node: true,
  },
  {
    name: "embedded driver",
    files: ["runner/connections/embedded/**"],
    // It starts the server, and then speaks to it like to any other.
    imports: [...BASE, ...INTERFACES, "postgres driver"],
    packages: ["pg"],
    node: true,
  },
  {
    name: "files driver",
    files: ["runner/connections/files/**"],
    imports: [...BASE, ...INTERFACES],
    packages: [],
    node: true,
  },

  {
    name: "s3 driver",
    files: ["runner/connections/s3/**"],
    imports: [...BASE, ...INTERFACES, "proxies"],
    packages: ["@aws-sdk/client-s3", "@aws-sdk/credential-providers", "@smithy/node-http-handler"],
    node: true,
  },

  // Secrets: everybody may see how they are asked for, only the composition root where they come from.
  {
    name: "secret interfaces",
    // With what takes secrets out of texts: whoever lets texts out needs it.
    files: ["runner/secrets/{secrets,redact-error,redact-texts}.ts"],
    imports: ["protocol"],
    packages: [],
    node: false,
  },
  {
    name: "secrets",
    files: ["runner/secrets/**"],
    imports: [...BASE, "secret interfaces", "proxies"],
    packages: [
      "@aws-sdk/client-secrets-manager",
      "@aws-sdk/credential-providers",
      "@smithy/node-http-handler",
    ],
    node: true,
  },

  // Operators: files of one shape that never see each other. What several need is in `loads` and `staging`.
  {
    name: "operator contract",
    // With what several operators' parameters have in common.
    files: ["runner/operators/{operator,key-text}.ts"],
    imports: [...INTERFACES],
    packages: ["zod"],
    node: false,
  },
  {
    name: "operator registry",
    files: ["runner/operators/registry.ts"],
    imports: ["protocol", "operator contract", "operators"],
    packages: ["zod"],
    node: false,
  },
  {
    name: "operators",
    files: ["runner/operators/*.ts"],
    imports: ["core", ...INTERFACES, "operator contract", "loads", "staging"],
    packages: ["zod"],
    node: true,
    apart: true,
  },
  {
    name: "sql text",
    files: ["runner/loads/sql-statements.ts"],
    imports: ["sql reading"],
    packages: [],
    node: false,
    pure: true,
  },
  {
    name: "loads",
    files: ["runner/loads/**"],
    imports: [...BASE, ...INTERFACES, "operator contract"],
    // For what parameters of operators and checks have in common.
    packages: ["zod"],
    node: true,
  },
  {
    name: "staging",
    files: ["runner/staging/**"],
    imports: [...BASE, ...INTERFACES, "operator contract", "loads"],
    packages: [],
    node: true,
  },

  {
    // What lakes are called, and copying between them.
    name: "lakes",
    files: ["runner/lakes/**"],
    imports: [...BASE, ...INTERFACES, "staging"],
    packages: [],
    node: true,
  },

  // Checks: as the operators.
  {
    name: "check contract",
    files: ["runner/checks/check.ts", "runner/checks/value.ts"],
    imports: [...INTERFACES, "operator contract"],
    packages: ["zod"],
    node: false,
  },
  {
    name: "check registry",
    files: ["runner/checks/{registry,evaluate,scan,scan-statement,severity,failing-rows,check-result}.ts"],
    imports: [...INTERFACES, "check contract", "check parts", "checks", "loads"],
    packages: ["zod"],
    node: false,
  },
  {
    name: "check parts",
    // What several kinds of checks have in common.
    files: [
      "runner/checks/{author-query,column-verdict,compare-by-key,compare-by-position,compare-values,condition,literal,row-change,sql-expectation,sql-question,table-columns,table-params,wording}.ts",
    ],
    imports: ["core", ...INTERFACES, "check contract", "loads", "sql text"],
    packages: ["zod"],
    node: false,
  },
  {
    name: "checks",
    files: ["runner/checks/*.ts"],
    imports: ["core", ...INTERFACES, "check contract", "check parts", "loads"],
    packages: ["zod"],
    node: false,
    apart: true,
  },

  // The shell around the core. State and DAG files know nothing of the engine.
  {
    name: "schema messages",
    files: ["runner/dag/{schema-mistakes,schema-keys}.ts", "runner/dag/authoring/plain.ts"],
    imports: BASE,
    packages: ["zod"],
    node: false,
  },
  {
    name: "config",
    files: ["runner/config/**"],
    imports: [...BASE, "schema messages", "postgres settings"],
    packages: ["zod", "jsonc-parser"],
    node: true,
  },
  {
    name: "history interface",
    files: ["runner/state/store.ts"],
    imports: ["protocol"],
    packages: [],
    node: false,
  },
  {
    name: "state",
    files: ["runner/state/**"],
    imports: [...BASE, "history interface", "secret interfaces"],
    packages: [],
    node: true,
  },
  { name: "editor types", files: ["runner/dag/editor-types.ts"], imports: BASE, packages: [], node: true },
  {
    name: "dag",
    files: ["runner/dag/**"],
    imports: [...BASE, "config", "schema messages", "editor types", "operator contract"],
    packages: ["zod", "esbuild", "@jridgewell/trace-mapping"],
    node: true,
  },
  {
    name: "engine",
    files: ["runner/engine/**"],
    imports: [
      ...BASE,
      ...INTERFACES,
      "operator contract",
      "operator registry",
      // For operators that a DAG file defines.
      "operators",
      "check contract",
      "check registry",
      "loads",
      "state",
      "secret interfaces",
      "history interface",
      "dag",
    ],
    packages: ["zod"],
    node: true,
  },
  {
    name: "plan facts interface",
    files: ["runner/plan-facts/facts.ts"],
    imports: ["protocol", "operator contract"],
    packages: [],
    node: false,
  },
  {
    name: "plan facts",
    files: ["runner/plan-facts/**"],
    imports: [
      ...BASE,
      ...INTERFACES,
      "plan facts interface",
      "operator contract",
      "operator registry",
      "staging",
      "engine",
      "history interface",
      "session",
    ],
    packages: [],
    node: false,
  },
  { name: "sample", files: ["runner/sample/**"], imports: BASE, packages: [], node: true },
  {
    name: "places",
    files: ["runner/{package-root,task-log-file}.ts"],
    imports: [],
    packages: [],
    node: true,
  },

  // One file for each thing that `doctor` looks at: it sees drivers and files, because it looks behind the session.
  {
    name: "doctor",
    files: ["runner/doctor/**"],
    imports: [
      ...BASE,
      ...INTERFACES,
      "embedded driver",
      "config",
      "editor types",
      "engine",
      "secret interfaces",
      "session",
      "state",
    ],
    packages: [],
    node: true,
  },

  // The servers of a workspace's compose file, by Docker's own programs.
  {
    name: "docker",
    files: ["runner/docker/**"],
    imports: [...BASE, ...INTERFACES, "config", "session"],
    packages: [],
    node: true,
  },

  // The composition root, the facade behind which it puts things, and the command line on top.
  {
    name: "composition root",
    files: [
      "runner/{main,workspace-session,workspace-connections,workspace-lakes,connection-options,secret-of-editor}.ts",
      "runner/daemon/main.ts",
    ],
    imports: "everything",
    packages: "everything",
    node: true,
  },
  {
    name: "cli",
    files: ["runner/cli/**"],
    imports: [
      ...BASE,
      ...INTERFACES,
      "connection helpers",
      "config",
      "docker",
      "doctor",
      "editor types",
      "history interface",
      "lakes",
      "plan facts interface",
      "sample",
      "scheduler",
      "secret interfaces",
      "session",
    ],
    packages: ["commander", "log-update", "picocolors", "string-width"],
    node: true,
  },
  {
    // The local server on top of the session, beside the command line.
    name: "daemon",
    files: ["runner/daemon/**"],
    imports: [
      ...BASE,
      ...INTERFACES,
      "connection helpers",
      "config",
      "dag",
      "docker",
      "doctor",
      "engine",
      "history interface",
      "scheduler",
      "secret interfaces",
      "session",
      "state",
    ],
    packages: ["vscode-jsonrpc"],
    node: true,
  },
  {
    name: "scheduler",
    files: ["runner/scheduler/**"],
    imports: ["protocol", "core", "config", "dag", "engine", "history interface", "session"],
    packages: [],
    node: true,
  },
  {
    name: "session",
    files: ["runner/*.ts", "runner/{planning,driving}/**"],
    imports: [
      ...BASE,
      ...INTERFACES,
      "config",
      "dag",
      "engine",
      "state",
      "history interface",
      "lakes",
      "plan facts interface",
      "secret interfaces",
    ],
    packages: [],
    node: true,
  },

  // The editor's half. It knows the runner by its messages only.
  {
    name: "contributions",
    files: ["extension/contributions/**"],
    imports: [],
    packages: [],
    node: false,
    pure: true,
  },
  {
    name: "extension root",
    files: ["extension/{main,commands/registry,surfaces/registry}.ts"],
    imports: ["protocol", "sql reading", "contributions", "extension", "commands", "surfaces"],
    packages: ["vscode"],
    node: true,
  },
  {
    name: "commands",
    files: ["extension/commands/**"],
    imports: ["protocol", "sql reading", "contributions", "extension"],
    packages: ["vscode"],
    node: true,
  },
  {
    name: "surfaces",
    files: ["extension/surfaces/*/**"],
    imports: ["protocol", "sql reading", "contributions", "extension"],
    packages: ["vscode"],
    node: true,
    apart: "folders",
  },
  {
    name: "extension",
    // What commands and surfaces share: the model, the connection to the runner, ports.
    files: ["extension/**"],
    imports: ["protocol", "sql reading", "contributions"],
    packages: ["vscode", "vscode-jsonrpc"],
    node: true,
  },

  // Pages draw what they are given, and know nothing but the vocabulary.
  {
    name: "webview foundations",
    files: ["webview/shared/**"],
    imports: ["protocol"],
    packages: ["@vscode/webview-ui-toolkit"],
    node: false,
  },
  {
    name: "webview pages",
    files: ["webview/**"],
    imports: ["protocol", "webview foundations"],
    packages: ["mermaid", "d3-selection", "d3-zoom"],
    node: false,
    apart: "folders",
  },
];

/** What pure code must not say. Patterns are looked for outside comments and string literals. */
export const PURE_CODE: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: "async functions", pattern: /\basync\b/ },
  { what: "await", pattern: /\bawait\b/ },
  { what: "promises", pattern: /\bPromise\b/ },
  { what: "timers", pattern: /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/ },
  {
    what: "the clock",
    pattern: /\bDate\.now\b|\bperformance\b|\bnew Date(\(\s*\)|(?![\w(]))|(?<!new )\bDate\(/,
  },
  { what: "randomness", pattern: /\bMath\.random\b|\bcrypto\b/ },
  { what: "the process", pattern: /\b(process|globalThis|console|fetch)\b\s*[.([]/ },
];
