import type { Random } from "./random.ts";

/** A page of the music player, with what its log line says of the request. */
export interface Page {
  readonly name: string;
  readonly method: "GET" | "PUT";
  readonly status: number;
}

const get = (name: string, status = 200): Page => ({ name, method: "GET", status });
const put = (name: string, status = 307): Page => ({ name, method: "PUT", status });

export const NEXT_SONG = put("NextSong", 200);
export const HOME = get("Home");
export const LOGIN = put("Login");
export const LOGOUT = put("Logout");
export const SUBMIT_UPGRADE = put("Submit Upgrade");
export const SUBMIT_DOWNGRADE = put("Submit Downgrade");

/** Pages between songs and how often each comes, in a thousand. */
const BETWEEN: readonly (readonly [Page, number])[] = [
  [HOME, 34],
  [get("Settings"), 8],
  [get("Help"), 5],
  [get("About"), 4],
  [put("Save Settings"), 2],
  [get("Error", 404), 1],
];

/** What somebody who is logged in looks at next; `level` decides which offer is there to be seen. */
export function nextPage(random: Random, level: "free" | "paid", start: boolean, end: boolean): Page {
  if (start && random.next() < 0.55) return HOME;
  if (end && random.next() < 0.12) return LOGOUT;
  let rest = random.below(1000);
  for (const [page, weight] of BETWEEN) {
    if (rest < weight) return page;
    rest -= weight;
  }
  if (rest < 8) return get(level === "paid" ? "Downgrade" : "Upgrade");
  return NEXT_SONG;
}

/** What somebody sees before logging in; the last page is always the login. */
export function loggedOutPage(random: Random, last: boolean): Page {
  if (last) return LOGIN;
  const share = random.next();
  if (share < 0.86) return HOME;
  return get(share < 0.94 ? "About" : "Help");
}
