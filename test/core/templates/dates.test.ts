import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRenders, errorOf, variables } from "./render-case.ts";

test("Airflow's names", () => {
  checkRenders([
    ["{{ ds }} {{ ds_nodash }} {{ ts }}", "2018-11-01 20181101 2018-11-01T00:00:00+00:00"],
    ["{{ ts_nodash }} {{ ts_nodash_with_tz }}", "20181101T000000 20181101T000000+0000"],
    [
      "{{ data_interval_start }} {{ data_interval_end }}",
      "2018-11-01T00:00:00+00:00 2018-11-02T00:00:00+00:00",
    ],
    ["{{ logical_date == data_interval_start }}", "True"],
    [
      "{{ dag.dag_id }} {{ task.task_id }} {{ ti.try_number }} {{ task_instance.run_id }}",
      "sparkify staging.events 2 backfill__2018-11-01",
    ],
    ["{{ dag_run.run_type }} {{ dag_run.conf.n }} {{ run_id }}", "backfill 3 backfill__2018-11-01"],
    ["{{ dag }} {{ task_instance_key_str }}", "<DAG: sparkify> sparkify__staging.events__20181101"],
    [
      "{{ data_interval_end | ds }} {{ data_interval_end | ds_nodash }} {{ logical_date | ts_nodash }} {{ logical_date | ts }}",
      "2018-11-02 20181102 20181101T000000 2018-11-01T00:00:00+00:00",
    ],
    [
      "log_data/{{ data_interval_start.strftime('%Y/%m') }}/{{ ds }}-events.json",
      "log_data/2018/11/2018-11-01-events.json",
    ],
  ]);
});

test("ds is the UTC date of the start", () => {
  checkRenders(
    [
      ["{{ ds }} {{ ts }}", "2018-10-31 2018-10-31T23:00:00+00:00"],
      ["{{ data_interval_start.in_timezone('Europe/Berlin') | ds }}", "2018-11-01"],
      ["{{ data_interval_start.in_timezone('Europe/Berlin') }}", "2018-11-01T00:00:00+01:00"],
    ],
    variables("2018-10-31T23:00:00.000Z"),
  );
});

const moment = "macros.datetime(2018, 11, 1, 13, 5, 9)";

test("strftime", () => {
  checkRenders([
    [
      `{{ ${moment}.strftime('%Y-%m-%d %H:%M:%S %j %y %b %B %a %A %p %I %u %w %U %W %V %G %% %z %Z') }}`,
      "2018-11-01 13:05:09 305 18 Nov November Thu Thursday PM 01 4 4 43 44 44 2018 % +0000 UTC",
    ],
    [
      `{{ ${moment}.strftime('%e|%F|%T|%D|%R|%f|%-d|%-m|%-H|%C|%h|%c|%s') }}`,
      " 1|2018-11-01|13:05:09|11/01/18|13:05|000000|1|11|13|20|Nov|Thu Nov  1 13:05:09 2018|1541077509",
    ],
    ["{{ macros.datetime(2021, 1, 3).strftime('%U %W %V %G %j %u %w') }}", "01 00 53 2020 003 7 0"],
    ["{{ macros.datetime(2024, 12, 30).strftime('%G-W%V') }}", "2025-W01"],
    [`{{ ${moment}.in_timezone('Europe/Berlin').strftime('%H %z') }}`, "14 +0100"],
  ]);
});

test("fields and methods of datetimes", () => {
  checkRenders([
    [
      `{% set d = ${moment} %}{{ d.year }} {{ d.month }} {{ d.day }} {{ d.hour }} {{ d.minute }} {{ d.second }} {{ d.microsecond }}`,
      "2018 11 1 13 5 9 0",
    ],
    [
      `{% set d = ${moment} %}{{ d.weekday() }} {{ d.isoweekday() }} {{ d.day_of_week }} {{ d.day_of_year }} {{ d.week_of_year }} {{ d.quarter }} {{ d.days_in_month }}`,
      "3 4 3 305 44 4 30",
    ],
    [
      `{% set d = ${moment} %}{{ d.timestamp() }} {{ d.int_timestamp }} {{ d.isoformat() }} {{ d.isoformat(' ') }}`,
      "1541077509.0 1541077509 2018-11-01T13:05:09+00:00 2018-11-01 13:05:09+00:00",
    ],
    [
      `{% set d = ${moment} %}{{ d.to_date_string() }} {{ d.to_time_string() }} {{ d.to_datetime_string() }} {{ d.to_iso8601_string() }}`,
      "2018-11-01 13:05:09 2018-11-01 13:05:09 2018-11-01T13:05:09Z",
    ],
    [
      `{{ ${moment}.format('YYYY-MM-DD HH:mm:ss [at] dddd D MMM YY, h A Z') }}`,
      "2018-11-01 13:05:09 at Thursday 1 Nov 18, 1 PM +00:00",
    ],
    [
      `{{ ${moment}.date() }} {{ ${moment}.date().year }} {{ ${moment}.date().isoformat() }}`,
      "2018-11-01 2018 2018-11-01",
    ],
    [
      `{{ ${moment}.replace(day=15, hour=0) }} {{ ${moment}.start_of('month') }} {{ ${moment}.start_of('week') | ds }} {{ ${moment}.start_of('hour') | ts }}`,
      "2018-11-15T00:05:09+00:00 2018-11-01T00:00:00+00:00 2018-10-29 2018-11-01T13:00:00+00:00",
    ],
  ]);
});

test("arithmetic with datetimes", () => {
  checkRenders([
    [
      "{{ data_interval_start.add(days=1, hours=2) }} {{ data_interval_start.subtract(weeks=1) | ds }}",
      "2018-11-02T02:00:00+00:00 2018-10-25",
    ],
    [
      "{{ macros.datetime(2020, 1, 31).add(months=1) | ds }} {{ macros.datetime(2020, 2, 29).add(years=1) | ds }} {{ macros.datetime(2020, 1, 31).subtract(months=2) | ds }}",
      "2020-02-29 2021-02-28 2019-11-30",
    ],
    [
      "{{ (data_interval_start - macros.timedelta(days=1)).strftime('%F') }} {{ data_interval_start + macros.timedelta(hours=1) > data_interval_start }}",
      "2018-10-31 True",
    ],
    [
      "{{ data_interval_end - data_interval_start }} {{ (data_interval_end - data_interval_start).days }} {{ (data_interval_end - data_interval_start).total_seconds() }}",
      "1 day, 0:00:00 1 86400.0",
    ],
    [
      "{{ macros.timedelta(hours=-1) }} {{ macros.timedelta(days=2) * 2 }} {{ macros.timedelta(milliseconds=1500) }}",
      "-1 day, 23:00:00 4 days, 0:00:00 0:00:01.500000",
    ],
    ["{{ data_interval_start.date() + macros.timedelta(days=1) }}", "2018-11-02"],
    // Days are of the wall clock, hours of elapsed time.
    [
      "{% set d = macros.datetime(2018, 10, 27, 10).in_timezone('Europe/Berlin') %}{{ d.add(days=1) }} {{ d.add(hours=24) }}",
      "2018-10-28T12:00:00+01:00 2018-10-28T11:00:00+01:00",
    ],
    [
      "{% set d = macros.datetime(2018, 10, 28, 1, 30).in_timezone('Europe/Berlin') %}{{ d }} {{ d.add(minutes=0) }}",
      "2018-10-28T02:30:00+01:00 2018-10-28T02:30:00+01:00",
    ],
  ]);
});

test("macros", () => {
  checkRenders([
    ["{{ macros.ds_add(ds, 5) }} {{ macros.ds_add('2018-03-01', -1) }}", "2018-11-06 2018-02-28"],
    [
      "{{ macros.ds_format(ds, '%Y-%m-%d', '%Y/%m') }} {{ macros.ds_format('1/5/2015', '%m/%d/%Y', '%Y-%m-%d') }}",
      "2018/11 2015-01-05",
    ],
    [
      "{{ macros.datetime.strptime('20181101 06', '%Y%m%d %H') }} {{ macros.datetime.strptime('1 Nov 18', '%d %b %y') | ds }}",
      "2018-11-01T06:00:00+00:00 2018-11-01",
    ],
    [
      "{{ macros.datetime.fromisoformat('2018-11-01T06:00:00+02:00') }} {{ macros.datetime.fromisoformat(ds) | ds }}",
      "2018-11-01T04:00:00+00:00 2018-11-01",
    ],
  ]);
});

test("what is no date or unknown is an error", () => {
  assert.match(errorOf("{{ macros.ds_add('2018-02-30', 1) }}"), /"2018-02-30" is not a date/);
  assert.match(errorOf("{{ macros.ds_add('01.11.2018', 1) }}"), /does not have the form "%Y-%m-%d"/);
  assert.match(errorOf("{{ logical_date.strftime('%Q') }}"), /strftime does not know "%Q"/);
  assert.match(errorOf("{{ logical_date.in_timezone('Mars') }}"), /no time zone "Mars"/);
  assert.match(errorOf("{{ logical_date.add(day=1) }}"), /add has no argument "day"\. Did you mean "days"\?/);
  assert.match(errorOf("{{ logical_date.replace(month=13) }}"), /no such date/);
  assert.match(errorOf("{{ logical_date.add(years=9000) }}"), /outside the years 1 to 9999/);
  assert.match(errorOf("{{ logical_date.isoformat }}"), /"isoformat" is a function/);
  assert.match(errorOf("{{ macros.datetime.now() }}"), /use data_interval_end or logical_date/);
  assert.match(errorOf("{{ macros.random() }}"), /must give the same result/);
});
