import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { announcementOf } from "../../../../webview/graph/model/announcement.ts";
import { durationText, spokenDuration } from "../../../../webview/graph/model/duration-text.ts";
import { fitText } from "../../../../webview/graph/model/fit-text.ts";
import { logLine } from "../../../../webview/graph/model/log-line.ts";
import { mermaidSource } from "../../../../webview/graph/model/mermaid-source.ts";
import { taskFacts } from "../../../../webview/graph/model/node-facts.ts";
import { shownGraph } from "../../../../webview/graph/model/shown-graph.ts";
import { HOSTILE_NAMES } from "../hostile-names.ts";
import { instance, RUN, SAMPLE, task } from "../sample-graph.ts";

describe("texts of the graph", () => {
  it("tells durations", () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, "0 ms"],
      [99, "99 ms"],
      [100, "0.1 s"],
      [1_240, "1.2 s"],
      [9_949, "9.9 s"],
      [9_951, "10 s"],
      [59_600, "1 min"],
      [125_000, "2 min 5 s"],
      [3_599_900, "1 h"],
      [3_780_000, "1 h 3 min"],
    ];
    for (const [ms, text] of cases) assert.equal(durationText(ms), text);
    assert.equal(spokenDuration(1_200), "1.2 seconds");
    assert.equal(spokenDuration(61_000), "1 minute 1 second");
    assert.equal(spokenDuration(71_000), "1 minute 11 seconds");
  });

  it("cuts names between characters that people see", () => {
    const measure = (text: string): number => [...new Intl.Segmenter().segment(text)].length;
    assert.equal(fitText("staging.events", 20, measure), "staging.events");
    assert.equal(fitText("staging.events", 5, measure), "stag…");
    const family = "👩‍👩‍👧‍👦";
    assert.equal(fitText(family.repeat(9), 3, measure), `${family.repeat(2)}…`);
    assert.equal(fitText("abc", 0, measure), "…");
  });

  it("gives Mermaid no name at all", () => {
    const dag = { id: "d", groups: [{ id: "g<b>" }], tasks: HOSTILE_NAMES.map((id) => task(id, [], "g<b>")) };
    const { text } = mermaidSource(shownGraph(dag, new Set(), null), "LR");
    assert.match(text, /^[\w\s["\]>-]+$/);
    assert.match(
      mermaidSource(shownGraph(SAMPLE, new Set(), null), "TD").text,
      /^flowchart TD\nn2\["x+"\]\nn5\["x+"\]\nsubgraph g0/,
    );
  });

  it("says what runs, and for how long", () => {
    const running = instance("load", "running", { startedAt: 1000, retries: 1 });
    const facts = taskFacts(task("load"), running, 3500);
    assert.equal(facts.figures, "2.5 s · 1 retry");
    assert.equal(facts.label, "load, runSql, running, 2.5 seconds, 1 retry");
    assert.equal(taskFacts(task("load"), undefined, 0).label, "load, runSql, not run");
    // Waiting for its next try: the time of the last one is no news.
    assert.equal(taskFacts(task("load"), instance("load", "up_for_retry", { startedAt: 5 }), 9).figures, "");
  });

  it("shortens what a line of a log begins with, and nothing else of it", () => {
    assert.match(logLine("2026-11-21T16:39:01.042Z warn: 2 rows"), /^\d\d:39:01 warn: 2 rows$/);
    assert.equal(logLine(`${" ".repeat(25)}Mend the data.`), "    Mend the data.");
    for (const line of ["", "  two", "at 2026-11-21T16:39:01.042Z it ended", "2026-11-21 is a day"])
      assert.equal(logLine(line), line);
  });

  it("announces the end of a run, once", () => {
    const ended = { ...RUN, shown: "success" } as const;
    const tasks = [instance("a", "success"), instance("b", "success")];
    assert.equal(announcementOf(RUN, ended, tasks), "Run 2018-11-30: success, 2 tasks");
    assert.equal(announcementOf(ended, ended, tasks), undefined);
    assert.equal(announcementOf(null, ended, tasks), undefined);
    assert.equal(announcementOf({ ...RUN, runId: "other" }, ended, tasks), undefined);
  });
});
