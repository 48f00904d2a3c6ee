import type { ZodType } from "zod";

/** What the loader needs to know of an operator. */
export interface OperatorShape {
  readonly name: string;
  readonly params: ZodType;
  readonly sqlParams: readonly string[];
  readonly fileParams?: readonly string[];
  readonly connectionParams: { readonly warehouse?: string; readonly lake?: string };
}

/** What the loader needs to know of a kind of check. */
export interface CheckShape {
  readonly kind: string;
  readonly params: ZodType;
  readonly sqlParams: readonly string[];
  readonly connectionParams?: readonly string[];
  /** What thresholds count; undefined when they have nothing to count. */
  counts(params: never): string | undefined;
  defaultName(params: never): string;
  tables(params: never): readonly string[];
}

export interface Registries {
  readonly operators: readonly OperatorShape[];
  readonly checks: readonly CheckShape[];
}
