import { dayOfYear, digits, isoWeek, isoWeekday, offsetText, wallOf } from "./moment-text.ts";
import { TemplateError } from "./template-error.ts";
import type { Moment } from "./value.ts";

export const DAY_NAMES = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;
export const MONTH_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** Python's strftime in the C locale; `%-d` and the like write no leading zeros. */
export function strftime(moment: Moment, format: string): string {
  return format.replace(/%(-?)([\s\S]?)/g, (whole, dash: string, code: string) => {
    const written = writeCode(moment, code);
    if (written === undefined) {
      throw new TemplateError(`strftime does not know "${whole}".`, {
        next: "Codes are %Y %m %d %H %M %S %f %y %j %a %A %b %B %p %I %u %w %U %W %V %G %z %Z %s %F %T %D %R %c %x %X and %%.",
      });
    }
    return dash === "-" ? written.replace(/^0+(?=.)/, "") : written;
  });
}

function writeCode(moment: Moment, code: string): string | undefined {
  const wall = wallOf(moment);
  const nested = (format: string) => strftime(moment, format);
  const dayName = DAY_NAMES[isoWeekday(wall) - 1] ?? "";
  const monthName = MONTH_NAMES[wall.month - 1] ?? "";
  switch (code) {
    case "Y":
      return digits(wall.year, 4);
    case "y":
      return digits(wall.year % 100);
    case "C":
      return digits(Math.floor(wall.year / 100));
    case "m":
      return digits(wall.month);
    case "d":
      return digits(wall.day);
    case "e":
      return String(wall.day).padStart(2);
    case "H":
      return digits(wall.hour);
    case "I":
      return digits(wall.hour % 12 || 12);
    case "M":
      return digits(wall.minute);
    case "S":
      return digits(wall.second);
    case "f":
      return digits(wall.millisecond * 1000, 6);
    case "j":
      return digits(dayOfYear(wall), 3);
    case "a":
      return dayName.slice(0, 3);
    case "A":
      return dayName;
    case "b":
    case "h":
      return monthName.slice(0, 3);
    case "B":
      return monthName;
    case "p":
      return wall.hour < 12 ? "AM" : "PM";
    case "u":
      return String(isoWeekday(wall));
    case "w":
      return String(isoWeekday(wall) % 7);
    case "U":
      return digits(Math.floor((dayOfYear(wall) + 6 - (isoWeekday(wall) % 7)) / 7));
    case "W":
      return digits(Math.floor((dayOfYear(wall) + 7 - isoWeekday(wall)) / 7));
    case "V":
      return digits(isoWeek(wall).week);
    case "G":
      return digits(isoWeek(wall).year, 4);
    case "z":
      return moment.isDate ? "" : offsetText(moment, "");
    case "Z":
      return moment.isDate ? "" : zoneName(moment);
    case "s":
      return String(Math.floor(moment.instant / 1000));
    case "F":
      return nested("%Y-%m-%d");
    case "T":
    case "X":
      return nested("%H:%M:%S");
    case "R":
      return nested("%H:%M");
    case "D":
    case "x":
      return nested("%m/%d/%y");
    case "c":
      return nested("%a %b %e %H:%M:%S %Y");
    case "n":
      return "\n";
    case "t":
      return "\t";
    case "%":
      return "%";
    default:
      return undefined;
  }
}

/** `UTC`, `CET`, or the offset where a zone has no abbreviation. */
function zoneName(moment: Moment): string {
  if (moment.zone.name === "UTC") return "UTC";
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: moment.zone.name, timeZoneName: "short" });
  const name = format.formatToParts(moment.instant).find((part) => part.type === "timeZoneName")?.value ?? "";
  return /^[A-Z]{2,5}$/.test(name) ? name : offsetText(moment, "");
}
