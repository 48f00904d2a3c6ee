import type {
  ConnectionDraft,
  DraftCheck,
  DraftProblem,
  DraftUse,
  TextChange,
} from "../../protocol/rpc/draft-connection.ts";
import { schemaMistakes } from "../dag/schema-mistakes.ts";
import type { Config } from "./config.ts";
import { configFile, DEFAULT_CONFIG, withDefaults } from "./config.ts";
import { type ConnectionConfig, connectionConfig, connectionName } from "./connection-config.ts";
import { parseLocatedJson } from "./located-json.ts";
import { withSetting } from "./set-setting.ts";
import { targetName } from "./target-config.ts";
import { targetMistakes } from "./targets.ts";

/** What a new file begins with, as `millrace init` writes it. */
const NEW_FILE = `{\n  "$schema": "./.millrace/types/millrace.schema.json"\n}\n`;

type Checked = Pick<DraftCheck, "problems" | "change">;

/** The file's text (null: there is none) with the draft in it, or what is wrong. */
export function checkDraftIn(text: string | null, draft: ConnectionDraft, use: DraftUse | null): Checked {
  const file = fileOf(text);
  if ("problem" in file) return { problems: [file.problem], change: null };
  const problems = [
    ...nameProblems(draft.name, file.value),
    ...configProblems(draft),
    ...(use === null ? [] : useProblems(draft, use, file.value)),
  ];
  if (problems.length > 0) return { problems, change: null };
  const before = text ?? NEW_FILE;
  const added = withSetting(before, ["connections", draft.name], draft.config);
  const after =
    use === null || added === undefined
      ? added
      : withSetting(added, ["targets", use.target, "connections", use.as], draft.name);
  if (after === undefined)
    return {
      problems: [fileProblem("millrace.json has no object where connections and targets are.")],
      change: null,
    };
  return { problems: [], change: changeBetween(text ?? "", after) };
}

/** The draft as a connection. Undefined when it has mistakes. */
export function readDraft({ config }: ConnectionDraft): ConnectionConfig | undefined {
  const parsed = connectionConfig.safeParse(config);
  return parsed.success ? parsed.data : undefined;
}

type JsonRecord = Readonly<Record<string, unknown>>;

function fileOf(text: string | null): { readonly value: JsonRecord } | { readonly problem: DraftProblem } {
  if (text === null) return { value: {} };
  const json = parseLocatedJson(text);
  if (!json.ok) {
    const { message, place } = json;
    return {
      problem: fileProblem(`millrace.json has a mistake in line ${place.line}: ${message} Mend it first.`),
    };
  }
  if (!isRecord(json.value))
    return { problem: fileProblem("millrace.json is no JSON object. Mend it first.") };
  return { value: json.value };
}

function nameProblems(name: string, file: JsonRecord): readonly DraftProblem[] {
  const parsed = connectionName.safeParse(name);
  if (name === "") return [{ at: "name", text: "It needs a name." }];
  if (!parsed.success) return [{ at: "name", text: sentence(parsed.error.issues[0]?.message ?? "") }];
  if (!has(file["connections"], name)) return [];
  const text = `millrace.json has a connection ${name} already. Take another name: on a target it can stand for ${name}.`;
  return [{ at: "name", text }];
}

function configProblems({ config }: ConnectionDraft): readonly DraftProblem[] {
  const subject = { of: "", noun: "setting", owner: "the connection" };
  return schemaMistakes(connectionConfig, config, subject).map(({ path, message, next }) => ({
    at: "config",
    path: path.map(String),
    text: next === undefined ? message : `${message} ${next}`,
  }));
}

function useProblems(draft: ConnectionDraft, use: DraftUse, file: JsonRecord): readonly DraftProblem[] {
  const target = targetName.safeParse(use.target);
  if (!target.success) return [{ at: "target", text: sentence(target.error.issues[0]?.message ?? "") }];
  if (!use.isNew && !has(file["targets"], use.target)) {
    const text = `millrace.json has no target ${use.target} any more. Choose another, or make it as a new one.`;
    return [{ at: "target", text }];
  }
  const as = connectionName.safeParse(use.as);
  if (!as.success) return [{ at: "as", text: sentence(as.error.issues[0]?.message ?? "") }];
  const connection = readDraft(draft);
  if (connection === undefined) return [];
  const settings = configFile.safeParse(file);
  // What is wrong elsewhere in the file is told where it is.
  const config: Config = settings.success ? withDefaults(settings.data) : DEFAULT_CONFIG;
  const before = config.targets[use.target];
  const { name } = draft;
  const mapped = { ...before?.connections, [use.as]: name };
  const made = { production: false, readOnly: false, ...before, name: use.target, connections: mapped };
  const mistakes = targetMistakes({
    ...config,
    connections: { ...config.connections, [name]: connection },
    targets: { ...config.targets, [use.target]: made },
  });
  return mistakes
    .filter(({ path }) => path[1] === use.target && path.at(-1) === use.as)
    .map(({ message }) => ({ at: "as", text: message }));
}

/** One change: what both texts begin and end with stays. */
function changeBetween(before: string, after: string): TextChange {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { offset: start, length: before.length - end - start, text: after.slice(start, after.length - end) };
}

function fileProblem(text: string): DraftProblem {
  return { at: "file", text };
}

function has(value: unknown, name: string): boolean {
  return isRecord(value) && Object.hasOwn(value, name);
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
