import type { JsonObject } from "../json.ts";
import type { TestStepView } from "./connections.ts";
import { rpcRequest } from "./message.ts";

/** A connection that is not in `millrace.json` yet. */
export interface ConnectionDraft {
  readonly name: string;
  /** As the file would have it, mistakes included: secrets are references. */
  readonly config: JsonObject;
}

/** What the connection is to stand for on a target. */
export interface DraftUse {
  readonly target: string;
  /** It is made. Another one has to be in the file. */
  readonly isNew: boolean;
  /** The name that DAGs use: `warehouse`. */
  readonly as: string;
}

/** What is wrong with a draft, and what of it: `file` is `millrace.json` as it is now. */
export type DraftProblem =
  | { readonly at: "name" | "target" | "as" | "file"; readonly text: string }
  /** `path` is within the connection: `credentials`, `accessKeyId`. */
  | { readonly at: "config"; readonly path: readonly string[]; readonly text: string };

/** Replaces `length` UTF-16 units of a text from `offset`. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

export interface DraftCheck {
  readonly problems: readonly DraftProblem[];
  /** What makes the file have the connection; null while there are problems. */
  readonly change: TextChange | null;
  /** Of the variables that were asked for: whether the environment or `.env` has them. */
  readonly variables: Readonly<Record<string, boolean>>;
}

/**
 * Looks at a draft as the runner would look at the file that has it. `text` is what `millrace.json` says, in the editor
 * that has it open if one does; null without the file, whose whole text then comes back as the change.
 */
export const checkDraft = rpcRequest<
  {
    readonly draft: ConnectionDraft;
    readonly use: DraftUse | null;
    readonly text: string | null;
    readonly variables: readonly string[];
  },
  DraftCheck
>("connections/checkDraft");

/**
 * As `testConnection`, of a draft, whose steps are told by `connectionTestStep`. `secrets`: what was typed for secrets
 * that the editor is to keep, by the names that the draft refers to them by. They are used for this test, and neither
 * kept nor logged. Refuses with `bad-draft`.
 */
export const testDraft = rpcRequest<
  {
    readonly requestId: string;
    readonly draft: ConnectionDraft;
    readonly secrets: Readonly<Record<string, string>>;
  },
  readonly TestStepView[]
>("connections/testDraft");
