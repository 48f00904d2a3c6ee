import { svg } from "./svg.ts";

/** What an operator does, as the shapes of the Mermaid export have it. */
const FAMILIES: ReadonlyMap<string, keyof typeof PATHS> = new Map([
  ["s3KeySensor", "wait"],
  ["stageFromS3", "stage"],
  ["loadFact", "load"],
  ["loadDimension", "load"],
  ["dataQuality", "check"],
  ["runSql", "sql"],
]);

/** In a square of 16, drawn as lines. */
const PATHS = {
  wait: "M1.5 8s2.4-4.5 6.5-4.5S14.5 8 14.5 8 12.1 12.5 8 12.5 1.5 8 1.5 8zM10 8a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
  stage: "M8 2v7M5 6.2L8 9.2l3-3M2.5 10.5v3h11v-3",
  load: "M13 4c0 1.1-2.2 2-5 2s-5-.9-5-2 2.2-2 5-2 5 .9 5 2zM3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2",
  check: "M2 4.5l1.3 1.3L5.6 3M2 11.5l1.3 1.3L5.6 10M8 4.5h6M8 11.5h6",
  sql: "M2 3h12v10H2zM2 6.3h12M6 6.3V13",
  code: "M6 3.5c-2 0-1.5 2.2-1.5 3.2S3.5 8 2.5 8c1 0 2 .3 2 1.3s-.5 3.2 1.5 3.2M10 3.5c2 0 1.5 2.2 1.5 3.2s1 1.3 2 1.3c-1 0-2 .3-2 1.3s.5 3.2-1.5 3.2",
  group: "M2 4.5h4.5L8 6h6v7H2zM2 4.5V3h4l1.2 1.5",
} as const;

export function operatorIcon(operator: string): SVGPathElement {
  return iconPath(FAMILIES.get(operator) ?? "code");
}

export function groupIcon(): SVGPathElement {
  return iconPath("group");
}

function iconPath(name: keyof typeof PATHS): SVGPathElement {
  return svg("path", { d: PATHS[name], class: "operator-icon", "aria-hidden": "true" });
}
