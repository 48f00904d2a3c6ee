import type { TabView } from "../../protocol/webview/results.ts";
import { el } from "../shared/dom.ts";
import { sectionTitle } from "./info-bar.ts";

/** A button for each result of a tab that has several. */
export function sectionBar(
  { sections }: TabView,
  active: number | undefined,
  choose: (index: number) => void,
): readonly HTMLElement[] {
  if (sections.length < 2) return [];
  return sections.map((section, index) =>
    el(
      "button",
      {
        class: index === active ? "section active" : "section",
        type: "button",
        "aria-pressed": index === active,
        "data-focus": `section-${index}`,
        onclick: () => choose(index),
      },
      sectionTitle(section, index),
    ),
  );
}
