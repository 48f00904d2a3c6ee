const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago something was, for people: `just now`, `5 min ago`, `3 h ago`, `2 d ago`, then the day. */
export function ago(at: number, now: number): string {
  const past = now - at;
  if (past < MINUTE) return "just now";
  return past < 7 * DAY ? `${roughly(past)} ago` : dayOf(at);
}

/** How soon something will be: `now`, `in 5 min`, `in 3 h`, `in 2 d`. */
export function untilText(at: number, now: number): string {
  const ahead = at - now;
  if (ahead <= 0) return "now";
  return ahead < MINUTE ? "in less than a minute" : `in ${roughly(ahead)}`;
}

/** Since when something is so: the time today, else the day. By the clock of this machine. */
export function sinceText(at: number, now: number): string {
  return dayOf(at) === dayOf(now) ? `since ${clock(at)}` : `since ${dayOf(at)}`;
}

/** `2026-11-05 14:02`, by the clock of this machine. */
export function dayAndTime(at: number): string {
  return `${dayOf(at)} ${clock(at)}`;
}

function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function clock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** One unit is enough for a time that is past or to come. */
function roughly(milliseconds: number): string {
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`;
  if (milliseconds < DAY) return `${Math.floor(milliseconds / HOUR)} h`;
  return `${Math.floor(milliseconds / DAY)} d`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
