/** What a slot holds after a record was parsed. */
export const MISSING = 0;
export const NULL = 1;
export const TRUE = 2;
export const FALSE = 3;
export const NUMBER = 4;
/** A string without escapes: its bytes are its text. */
export const STRING = 5;
/** A string with at least one backslash escape. */
export const ESCAPED = 6;
export const OBJECT = 7;
export const ARRAY = 8;
