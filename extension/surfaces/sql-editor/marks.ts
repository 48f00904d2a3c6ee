import type { Statement } from "../../../protocol/sql/split-statements.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import type { ResultSection, ResultTab } from "../../sql/result-tab.ts";

/** What is shown at a statement that was run. It follows what is typed around it, and goes when it is edited itself. */
export interface Mark extends Statement {
  readonly tab: string;
  /** Where its statement begins in the text that was run. */
  readonly offset: number;
  readonly outcome: MarkOutcome;
}

export type MarkOutcome =
  | { readonly kind: "running" }
  | { readonly kind: "done"; readonly section: ResultSection }
  | { readonly kind: "cancelled" }
  /** `at`: where the server says that the error is, in the document. */
  | { readonly kind: "failed"; readonly message: string; readonly at: number };

/** An edit, as editors tell it. */
export interface Edit {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: string;
}

/** The mark after an edit; undefined when its statement is another one now. */
export function shiftMark(mark: Mark, { offset, removed, inserted }: Edit): Mark | undefined {
  const by = inserted.length - removed;
  if (offset + removed <= mark.start) return movedMark(mark, by);
  if (offset < mark.end) return undefined;
  // Right behind it only what ends it leaves it as it is.
  return offset > mark.end || /^(\s|;|--|\/\*|$)/.test(inserted) ? mark : undefined;
}

function movedMark(mark: Mark, by: number): Mark {
  const { outcome } = mark;
  return {
    ...mark,
    start: mark.start + by,
    end: mark.end + by,
    outcome: outcome.kind === "failed" ? { ...outcome, at: outcome.at + by } : outcome,
  };
}

/** Marks of a tab that begins to run, where the document still has its statements at their places. */
export function startedMarks(tab: ResultTab, document: string, before: readonly Mark[]): readonly Mark[] {
  const { request } = tab;
  const own = before.filter((mark) => mark.tab === tab.id);
  const first = request?.statements[0]?.start ?? 0;
  const asked = (request?.statements ?? []).map(({ start, end }) => ({ start, end, offset: start - first }));
  const places = own.length > 0 ? own : asked;
  return places.flatMap(({ start, end, offset }): readonly Mark[] => {
    const isThere = document.slice(start, end) === request?.source.text.slice(offset, offset + end - start);
    return isThere ? [{ start, end, tab: tab.id, offset, outcome: { kind: "running" } }] : [];
  });
}

/** Marks of a tab as it is now. `errorAt` is where in the document its error is, if it is known. */
export function updatedMarks(
  marks: readonly Mark[],
  tab: ResultTab,
  errorAt: number | undefined,
): readonly Mark[] {
  return marks.flatMap((mark) => {
    const section = tab.sections.find(({ offset }) => offset === mark.offset);
    const outcome =
      section === undefined ? withoutResult(mark, tab, errorAt) : ({ kind: "done", section } as const);
    return outcome === undefined ? [] : [{ ...mark, outcome }];
  });
}

function withoutResult(mark: Mark, tab: ResultTab, errorAt: number | undefined): MarkOutcome | undefined {
  const { state } = tab;
  switch (state.kind) {
    case "running":
    case "cancelled":
      return { kind: state.kind };
    case "done":
      return undefined;
    case "failed": {
      // They are run in order: it was the first one that has no result.
      if (mark.offset !== firstWithoutResult(tab)) return undefined;
      const isInside = errorAt !== undefined && mark.start <= errorAt && errorAt <= mark.end;
      return { kind: "failed", message: state.error.message, at: isInside ? errorAt : mark.start };
    }
    default:
      return assertNever(state);
  }
}

function firstWithoutResult({ request, sections }: ResultTab): number | undefined {
  const first = request?.statements[0]?.start ?? 0;
  return request?.statements
    .map(({ start }) => start - first)
    .find((start) => !sections.some(({ offset }) => offset === start));
}

/** A statement has one mark, the newest. */
export function withMarks(before: readonly Mark[], marks: readonly Mark[]): readonly Mark[] {
  const isFree = (mark: Mark): boolean =>
    !marks.some((other) => other.start < mark.end && mark.start < other.end);
  return [...before.filter(isFree), ...marks];
}
