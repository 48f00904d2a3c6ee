import { createHash } from "node:crypto";
import path from "node:path";
import { build, type Message } from "esbuild";
import type { Problem } from "../../protocol/problem.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import * as authoring from "./authoring/api.ts";
import { BUNDLE_NAME } from "./authoring/frames.ts";
import { authoringEntry } from "./own-code.ts";

/** A DAG file with all that it imports, as one script; the same text is read in the sandbox and run in workers. */
export interface Bundle {
  /** Workspace-relative, forward slashes. */
  readonly file: string;
  readonly code: string;
  readonly sourceMap: string;
  /** SHA-256 of the code. */
  readonly hash: string;
}

/** The global that a bundle leaves: the JSON of a RawFile and, in a task worker, what calls its functions. */
export const BUNDLE_GLOBAL = "millraceBundle";

/** Bundles in memory. Mistakes that the bundler finds are problems at its own places. */
export async function bundleDagFile(
  workspace: string,
  file: string,
): Promise<{ readonly bundle?: Bundle; readonly problems: readonly Problem[] }> {
  const result = await build({
    stdin: {
      contents: [
        'import { describeError, evaluateFile, userFunctions } from "millrace";',
        `export const result = evaluateFile(() => require(${JSON.stringify(`./${file}`)}));`,
        "export { describeError, userFunctions };",
      ].join("\n"),
      resolveDir: workspace,
      sourcefile: "millrace-entry.js",
      loader: "js",
    },
    absWorkingDir: workspace,
    outfile: path.join(workspace, BUNDLE_NAME),
    write: false,
    bundle: true,
    alias: { millrace: authoringEntry() },
    format: "iife",
    globalName: BUNDLE_GLOBAL,
    platform: "node",
    target: "node22",
    // Through `require`, which the sandbox replaces.
    supported: { "dynamic-import": false },
    sourcemap: "external",
    sourcesContent: false,
    // A workspace's path may hold a symbolic link; places must be relative to the path that the user gave.
    preserveSymlinks: false,
    logLevel: "silent",
  }).catch((failure: { errors?: readonly Message[] }) => {
    if (failure.errors === undefined) throw failure;
    return { errors: failure.errors, outputFiles: [] };
  });
  const problems = result.errors.map((message) => problemOf(message, workspace, file));
  const code = result.outputFiles.find((output) => output.path.endsWith(".js"))?.text;
  const sourceMap = result.outputFiles.find((output) => output.path.endsWith(".map"))?.text;
  if (code === undefined || sourceMap === undefined) return { problems };
  const hash = createHash("sha256").update(code).digest("hex");
  return { bundle: { file, code, sourceMap, hash }, problems };
}

function problemOf(message: Message, workspace: string, file: string): Problem {
  const { location } = message;
  const position =
    location === null || location.file === "millrace-entry.js"
      ? { file, line: 1, column: 1 }
      : {
          file: location.file.replaceAll("\\", "/").replace(/^.*:/, ""),
          line: location.line,
          // The bundler counts bytes from 0.
          column: Buffer.from(location.lineText).subarray(0, location.column).toString().length + 1,
        };
  return { severity: "error", position, ...wordingOf(message.text, workspace) };
}

type Wording = Pick<Problem, "code" | "message" | "next">;

function wordingOf(text: string, workspace: string): Wording {
  const missing = /^Could not resolve "(.*)"/.exec(text)?.[1];
  if (missing !== undefined) {
    return {
      code: "unknown-import",
      message: `The import "${missing}" was not found.`,
      next: missing.startsWith(".")
        ? "Correct the path; it is relative to the importing file."
        : `Install the package into the workspace (npm install ${missing}), or correct its name.`,
    };
  }
  if (/top-level await/i.test(text)) {
    return {
      code: "top-level-await",
      message: "A DAG file cannot await at its top level.",
      next: "Move it into the run function of a task.",
    };
  }
  const [, source, name] = /^No matching export in "(.*)" for import "(.*)"$/.exec(text) ?? [];
  if (source !== undefined && name !== undefined) return notExported(path.resolve(workspace, source), name);
  return { code: "syntax-error", message: text.endsWith(".") ? text : `${text}.` };
}

function notExported(source: string, name: string): Wording {
  const code = "unknown-import";
  if (source !== authoringEntry())
    return {
      code,
      message: `There is no "${name}" to import there.`,
      next: "Correct the name, or export it there.",
    };
  const names = Object.keys(authoring).sort();
  return {
    code,
    message: `"millrace" has no "${name}".${didYouMeanText(name, names)}`,
    next: `It has ${names.join(", ")}.`,
  };
}
