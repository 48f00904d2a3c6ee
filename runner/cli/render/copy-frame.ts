import { formatBytes } from "../../../protocol/text/format-bytes.ts";
import { oneLine, safeText } from "../../core/safe-text.ts";
import { type CopyModel, copiedShare, copyRate, copyTimeLeft } from "./copy-model.ts";
import { cut, width } from "./fit.ts";
import type { LiveScreen } from "./live-lines.ts";
import { countOf, formatNumber } from "./number.ts";
import { stateSymbol } from "./states.ts";
import type { Style } from "./style.ts";
import { formatSeconds } from "./time.ts";

const MOST_FAILURES = 5;
const BAR = 30;

/** One picture of a copy: what goes where, how far it is, and what failed last. */
export function copyFrame(model: CopyModel, screen: LiveScreen): string[] {
  const { width: columns, style } = screen;
  const note = model.isStopping ? "  stopping: Ctrl-C again ends at once" : "";
  const title = cut(safeText(model.title), Math.max(8, columns - width(note)), style.ellipsis);
  const fitted = cut(note, columns - width(title), "");
  const head = style.paint.bold(title) + (fitted && style.paint.magenta(fitted));
  if (model.total === undefined) return [head, cut(listingLine(model), columns, style.ellipsis)];
  return [head, barLine(model, screen), ...failureLines(model, screen)];
}

function listingLine({ listed }: CopyModel): string {
  return `Listing: ${countOf(listed.objects, "object")}, ${formatBytes(listed.bytes)}`;
}

function barLine(model: CopyModel, screen: LiveScreen): string {
  const { style, now, width: columns } = screen;
  const facts = copyFacts(model, now, style);
  // The first facts matter most.
  while (facts.length > 1 && width(facts.join("  ")) > columns) facts.pop();
  const text = facts.join("  ");
  const room = Math.min(BAR, columns - width(text) - 2);
  if (room < 8) return text;
  const full = Math.floor(room * copiedShare(model));
  const [done, rest] = style.unicode ? ["█", "░"] : ["#", "-"];
  return `${style.paint.green(done.repeat(full))}${style.paint.dim(rest.repeat(room - full))}  ${text}`;
}

/** `3,241/14,896 objects`, `512 MB of 2.1 GB`, `38 MB/s`, `about 42 s left` */
export function copyFacts(model: CopyModel, now: number, { paint }: Style): string[] {
  const { total = { objects: 0, bytes: 0 }, copied, failures, moved, again } = model;
  const left = copyTimeLeft(model, now);
  return [
    `${formatNumber(copied + failures.length)}/${countOf(total.objects, "object")}`,
    `${formatBytes(moved)} of ${formatBytes(total.bytes)}`,
    ...(failures.length === 0 ? [] : [paint.red(`${formatNumber(failures.length)} failed`)]),
    ...(now - model.startedAt < 1000 ? [] : [`${formatBytes(Math.round(copyRate(model, now)))}/s`]),
    ...(left === undefined || left < 500 ? [] : [`about ${formatSeconds(left)} left`]),
    ...(again === 0 ? [] : [`${formatNumber(again)} tried again`]),
  ];
}

function failureLines({ failures }: CopyModel, { style, width: columns, height }: LiveScreen): string[] {
  const most = Math.max(0, Math.min(MOST_FAILURES, height - 4));
  return failures.slice(-most).map(({ error }) => {
    const mark = `${stateSymbol("failed", style)} `;
    return mark + cut(oneLine(error.message), columns - width(mark), style.ellipsis);
  });
}
