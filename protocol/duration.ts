/**
 * A length of time as authors write it: a number with a unit, or several: `30s`, `5m`, `1h30m`, `2d`, `500ms`.
 * A day is 24 hours.
 */
export type Duration = string;
