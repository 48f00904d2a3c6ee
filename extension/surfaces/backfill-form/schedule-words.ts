/** How far apart the intervals of a schedule are, where that is always the same; `other` for the rest. */
export type Cadence = "minutes" | "hour" | "day" | "week" | "month" | "other" | "once" | "none";

const PRESETS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@quarterly": "0 0 1 */3 *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAY_NAMES = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

export function cadenceOf(schedule: string | null): Cadence {
  return read(schedule).cadence;
}

/** A DAG's schedule for people: `Every day at 00:00, UTC`. Patterns that have no short words stay as they are. */
export function scheduleWords(schedule: string | null, timezone: string): string {
  const { words } = read(schedule);
  return schedule === null ? words : `${words}, ${timezone}`;
}

interface Read {
  readonly cadence: Cadence;
  readonly words: string;
}

function read(schedule: string | null): Read {
  if (schedule === null) return { cadence: "none", words: "No schedule: its runs are started by hand" };
  const text = schedule.trim();
  if (text === "@once") return { cadence: "once", words: "Once" };
  const cron = PRESETS[text] ?? text;
  const other: Read = { cadence: "other", words: `Schedule ${cron}` };
  const [minute, hour, day, month, weekday, ...more] = cron.split(/\s+/);
  if (more.length > 0 || minute === undefined || hour === undefined || weekday === undefined) return other;
  const isEveryDay = day === "*" && month === "*" && weekday === "*";
  const step = /^\*\/(\d+)$/;
  if (isEveryDay && hour === "*") {
    if (minute === "*") return { cadence: "minutes", words: "Every minute" };
    const every = step.exec(minute)?.[1];
    if (every !== undefined) return { cadence: "minutes", words: `Every ${every} minutes` };
    if (minute === "0") return { cadence: "hour", words: "Every hour" };
    return /^\d+$/.test(minute) ? { cadence: "hour", words: `Every hour at minute ${minute}` } : other;
  }
  if (isEveryDay && /^\d+$/.test(minute)) {
    const every = step.exec(hour)?.[1];
    if (every !== undefined && minute === "0") return { cadence: "minutes", words: `Every ${every} hours` };
  }
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour) || month !== "*")
    return text === "@yearly" || text === "@annually"
      ? { cadence: "other", words: "Every year" }
      : text === "@quarterly"
        ? { cadence: "other", words: "Every quarter" }
        : other;
  const at = `at ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (isEveryDay) return { cadence: "day", words: `Every day ${at}` };
  if (day === "*") {
    const name = DAYS[dayNumber(weekday)];
    if (name !== undefined) return { cadence: "week", words: `Every ${name} ${at}` };
    return weekday === "1-5" || weekday.toUpperCase() === "MON-FRI"
      ? { cadence: "other", words: `Every weekday ${at}` }
      : other;
  }
  if (weekday === "*" && day !== undefined && /^\d+$/.test(day))
    return { cadence: "month", words: `Every month on day ${day} ${at}` };
  return other;
}

function dayNumber(text: string): number {
  const named = DAY_NAMES.indexOf(text.toUpperCase());
  return named >= 0 ? named : /^[0-7]$/.test(text) ? Number(text) % 7 : -1;
}
