import type { MapKey } from "./value.ts";

/** Expressions. `offset` is the place in the source of the part that an error is about. */
export type Expression =
  | { readonly kind: "literal"; readonly offset: number; readonly value: MapKey }
  | { readonly kind: "name"; readonly offset: number; readonly name: string }
  | { readonly kind: "list" | "tuple"; readonly offset: number; readonly items: readonly Expression[] }
  | {
      readonly kind: "map";
      readonly offset: number;
      readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
    }
  | { readonly kind: "attribute"; readonly offset: number; readonly of: Expression; readonly name: string }
  | { readonly kind: "item"; readonly offset: number; readonly of: Expression; readonly index: Expression }
  | {
      readonly kind: "slice";
      readonly offset: number;
      readonly of: Expression;
      readonly start?: Expression | undefined;
      readonly stop?: Expression | undefined;
      readonly step?: Expression | undefined;
    }
  | { readonly kind: "call"; readonly offset: number; readonly callee: Expression; readonly args: Arguments }
  | {
      readonly kind: "filter";
      readonly offset: number;
      readonly input: Expression;
      readonly name: string;
      readonly args: Arguments;
    }
  | {
      readonly kind: "test";
      readonly offset: number;
      readonly input: Expression;
      readonly name: string;
      readonly args: Arguments;
      readonly negated: boolean;
    }
  | { readonly kind: "not"; readonly offset: number; readonly operand: Expression }
  | { readonly kind: "sign"; readonly offset: number; readonly sign: "+" | "-"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly offset: number;
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "logic";
      readonly offset: number;
      readonly operator: "and" | "or";
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "compare";
      readonly offset: number;
      readonly first: Expression;
      /** `a < b < c` holds when both comparisons do. */
      readonly rest: readonly {
        readonly operator: CompareOperator;
        readonly right: Expression;
        readonly offset: number;
      }[];
    }
  | {
      readonly kind: "condition";
      readonly offset: number;
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise?: Expression | undefined;
    };

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "~";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly { readonly name: string; readonly value: Expression }[];
}

export type Statement =
  | { readonly kind: "text"; readonly offset: number; readonly text: string }
  | { readonly kind: "output"; readonly offset: number; readonly value: Expression }
  | { readonly kind: "do"; readonly offset: number; readonly value: Expression }
  | {
      readonly kind: "if";
      readonly offset: number;
      readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "for";
      readonly offset: number;
      readonly targets: readonly string[];
      readonly over: Expression;
      readonly where?: Expression | undefined;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "set";
      readonly offset: number;
      readonly targets: readonly string[];
      readonly value: Expression;
    }
  | {
      readonly kind: "set-attribute";
      readonly offset: number;
      readonly of: string;
      readonly name: string;
      readonly value: Expression;
    }
  | {
      readonly kind: "set-block";
      readonly offset: number;
      readonly name: string;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: "with";
      readonly offset: number;
      readonly bindings: readonly { readonly name: string; readonly value: Expression }[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: "macro";
      readonly offset: number;
      readonly name: string;
      readonly parameters: readonly { readonly name: string; readonly otherwise?: Expression | undefined }[];
      readonly body: readonly Statement[];
    };
