import { UTC } from "../zoned-time.ts";
import { bindArguments, integerArgument, textArgument } from "./call-arguments.ts";
import { momentFrom, timedelta } from "./moment-attributes.ts";
import { dateTime } from "./moment-text.ts";
import { strftime } from "./strftime.ts";
import { strptime } from "./strptime.ts";
import { type CallArguments, functionValue, objectValue, type TemplateObject, type Value } from "./value.ts";

const NO_RANDOMNESS =
  "A run must give the same result when it is repeated; use run_id or ts where a unique text is needed.";

/** Airflow's `macros`: what is pure. */
export const MACROS: TemplateObject = objectValue(
  "<macros>",
  {
    ds_add: functionValue("ds_add", dsAdd),
    ds_format: functionValue("ds_format", dsFormat),
    timedelta: functionValue("timedelta", timedelta),
    datetime: objectValue(
      "<class 'datetime.datetime'>",
      {
        strptime: functionValue("strptime", (args) => {
          const { text, format } = bindArguments("strptime", args, ["text", "format"]);
          return strptime(textArgument("strptime", "text", text), textArgument("strptime", "format", format));
        }),
        fromisoformat: functionValue("fromisoformat", (args) => {
          const text = textArgument(
            "fromisoformat",
            "text",
            bindArguments("fromisoformat", args, ["text"]).text,
          );
          return strptime(text, isoFormat(text));
        }),
      },
      {
        call: (args) => makeDateTime(args),
        unsupported: new Map([
          [
            "now",
            "The time at which a task runs does not belong in its text; use data_interval_end or logical_date.",
          ],
          [
            "utcnow",
            "The time at which a task runs does not belong in its text; use data_interval_end or logical_date.",
          ],
          [
            "today",
            "The time at which a task runs does not belong in its text; use data_interval_end or logical_date.",
          ],
        ]),
      },
    ),
  },
  {
    unsupported: new Map([
      ["random", NO_RANDOMNESS],
      ["uuid", NO_RANDOMNESS],
      ["time", "Use data_interval_start.timestamp()."],
      ["dateutil", "Use macros.datetime.strptime(text, format)."],
      ["datetime_diff_for_humans", "Subtract one datetime from the other."],
    ]),
  },
);

/** `macros.ds_add('2018-11-01', 5)` is `2018-11-06`. */
function dsAdd(args: CallArguments): Value {
  const { ds, days } = bindArguments("ds_add", args, ["ds", "days"]);
  const day = strptime(textArgument("ds_add", "ds", ds), "%Y-%m-%d");
  const moved = dateTime(day.instant + integerArgument("ds_add", "days", days) * 86_400_000);
  return strftime(moved, "%Y-%m-%d");
}

/** `macros.ds_format('2018-11-01', '%Y-%m-%d', '%Y/%m')` is `2018/11`. */
function dsFormat(args: CallArguments): Value {
  const {
    ds,
    input_format: input,
    output_format: output,
  } = bindArguments("ds_format", args, ["ds", "input_format", "output_format"]);
  const day = strptime(textArgument("ds_format", "ds", ds), textArgument("ds_format", "input_format", input));
  return strftime(day, textArgument("ds_format", "output_format", output));
}

function makeDateTime(args: CallArguments): Value {
  const given = bindArguments("datetime", args, [
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "microsecond",
  ]);
  const part = (name: keyof typeof given, otherwise?: number) =>
    integerArgument("datetime", name, given[name], otherwise);
  const wall = {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour", 0),
    minute: part("minute", 0),
    second: part("second", 0),
    millisecond: Math.floor(part("microsecond", 0) / 1000),
  };
  return momentFrom(wall, { zone: UTC, isDate: false });
}

function isoFormat(text: string): string {
  const zone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10)) ? "%z" : "";
  if (text.length <= 10) return "%Y-%m-%d";
  const separator = text[10] ?? "T";
  const time = /:\d{2}:\d{2}/.test(text) ? `%H:%M:%S${text.includes(".") ? ".%f" : ""}` : "%H:%M";
  return `%Y-%m-%d${separator === "%" ? "%%" : separator}${time}${zone}`;
}
