import type { Piece } from "./templates/execute.ts";

/** A text made from a template, which knows where its parts come from. */
export interface RenderedText {
  readonly text: string;
  /** Where in the template the sign at this offset comes from: of an expression's value, the expression. */
  sourceOffset(offset: number): number;
}

export function renderedText(pieces: readonly Piece[]): RenderedText {
  const starts: number[] = [];
  let text = "";
  for (const piece of pieces) {
    starts.push(text.length);
    text += piece.text;
  }
  return {
    text,
    sourceOffset: (offset) => {
      // The end of the text is the end of its last part.
      const index = starts.findLastIndex((start, at) => start <= offset && pieces[at]?.text !== "");
      const piece = pieces[index];
      if (piece === undefined) return 0;
      return piece.isVerbatim ? piece.offset + offset - (starts[index] ?? 0) : piece.offset;
    },
  };
}

/** A `:name` of the text. */
interface NamedParameter {
  readonly name: string;
  /** Of its `:`. */
  readonly offset: number;
}

export interface NumberedText extends RenderedText {
  /** Of $1, $2, …, in order. */
  readonly names: readonly string[];
}

/** The text with $1, $2, … in the place of parameters; one that stands there twice is one value. */
export function numberParameters(
  rendered: RenderedText,
  parameters: readonly NamedParameter[],
): NumberedText {
  const names = [...new Set(parameters.map(({ name }) => name))];
  const pieces: Piece[] = [];
  let at = 0;
  for (const { name, offset } of parameters) {
    pieces.push({ text: rendered.text.slice(at, offset), offset: at, isVerbatim: true });
    pieces.push({ text: `$${names.indexOf(name) + 1}`, offset, isVerbatim: false });
    at = offset + 1 + name.length;
  }
  pieces.push({ text: rendered.text.slice(at), offset: at, isVerbatim: true });
  const numbered = renderedText(pieces);
  return {
    text: numbered.text,
    names,
    sourceOffset: (offset) => rendered.sourceOffset(numbered.sourceOffset(offset)),
  };
}
