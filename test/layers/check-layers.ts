import { readFileSync } from "node:fs";
import path from "node:path";
import picomatch from "picomatch";
import { type Import, importGraph } from "./import-graph.ts";
import { LAYERS, type Layer, PURE_CODE } from "./rules.ts";

/** Every breach of the layers' rules below `root`, as sentences that begin with the file. */
export async function checkLayers(root: string): Promise<string[]> {
  const graph = await importGraph(root);
  const breaches = [...graph].flatMap(([file, imports]) => {
    const layer = layerOf(file);
    if (layer === undefined) return [`${file} belongs to no layer: add it to test/layers/rules.ts`];
    const wrong = imports.flatMap((it) => breachOf(file, layer, it) ?? []);
    const impure = layer.pure === true ? impurities(path.join(root, file)) : [];
    return [...wrong, ...impure.map((what) => `${file} (${layer.name}) must be pure, and uses ${what}`)];
  });
  return [...new Set(breaches)].sort();
}

function layerOf(file: string): Layer | undefined {
  return LAYERS.find(({ files }) => picomatch.isMatch(file, [...files]));
}

function breachOf(file: string, layer: Layer, it: Import): string | undefined {
  const start = `${file} (${layer.name}) must not import`;
  switch (it.kind) {
    case "node":
      return layer.node ? undefined : `${start} ${it.name}`;
    case "package":
      return layer.packages === "everything" || layer.packages.includes(it.name)
        ? undefined
        : `${start} the package ${it.name}`;
    case "file": {
      const target = layerOf(it.file);
      if (target === undefined) return `${start} ${it.file}, which is in no layer`;
      if (target === layer)
        return areApart(file, it.file, layer) ? `${start} ${it.file}, its sibling` : undefined;
      const allowed = layer.imports === "everything" || layer.imports.includes(target.name);
      return allowed ? undefined : `${start} ${it.file} (${target.name})`;
    }
  }
}

function areApart(file: string, other: string, { apart, files }: Layer): boolean {
  if (apart !== "folders") return apart === true;
  // `extension/surfaces/**`: what comes after the layer's own folder.
  const own = files[0]?.replace(/\*.*$/, "") ?? "";
  const memberOf = (path: string): string => path.slice(own.length).split("/")[0] ?? "";
  return memberOf(file) !== memberOf(other);
}

function impurities(file: string): string[] {
  const code = withoutTexts(readFileSync(file, "utf8"));
  return PURE_CODE.filter(({ pattern }) => pattern.test(code)).map(({ what }) => what);
}

/** The code without comments, strings and regular expressions. What a template inserts stays. */
function withoutTexts(source: string): string {
  const texts =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<=[=(,:[!&|?{};]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g;
  return source.replace(texts, " ");
}
