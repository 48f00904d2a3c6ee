import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { DEFAULT_CONFIG } from "../../runner/config/config.ts";
import { loadDags } from "../../runner/dag/loader.ts";
import { REGISTRIES } from "./registries.ts";

/** Each tells with `console.log` what it got hold of; `attempt` catches what it throws. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  "the Function constructor of a global": `globalThis.constructor.constructor("return typeof process")()`,
  "the Function constructor of the console": `console.log.constructor("return typeof process")()`,
  "the Function constructor of what require gives": `Object.getPrototypeOf(require).constructor("return typeof process")()`,
  "indirect eval": `(0, eval)("typeof process + typeof fetch + typeof Buffer + typeof setTimeout")`,
  "call sites of a stack": `
    (() => {
      const before = Error.prepareStackTrace;
      Error.prepareStackTrace = (_error, sites) => sites;
      const sites = new Error().stack as never as { getThis(): any; getFunction(): any; constructor: any }[];
      Error.prepareStackTrace = before;
      return sites.map((site) => [site.getThis(), site.getFunction(), site].map((part) => {
        try {
          return part === undefined ? "undefined" : String(part.constructor.constructor("return typeof process")());
        } catch (error) {
          return (error as Error).name;
        }
      }).join()).join().replace(/undefined|EvalError|TypeError|,/g, "") || "nothing";
    })()`,
  "arguments made by the outer realm": `
    (() => {
      let found = "nothing";
      const error = new Error();
      (error as any).name = { toString: new Proxy(() => "", {
        apply(_target, _this, args) {
          try { found = args.constructor.constructor("return typeof process")(); } catch (e) { found = "caught"; }
          return "";
        },
      }) };
      try { void error.stack; } catch {}
      return found;
    })()`,
  "a stack overflow inside the host": `
    (() => {
      const dive = (): unknown => { try { return dive(); } catch (error) { return error; } };
      return (dive() as any).constructor.constructor("return typeof process")();
    })()`,
  "a dynamic import": `(() => { void import("node:fs").then((fs) => fs.readFileSync("/etc/hostname")).then(() => console.log("ESCAPED"), () => {}); return "nothing"; })()`,
  "a required module": `require("node:child_process").execSync("id").toString()`,
  "the module loader": `(globalThis as any).module?.constructor?._load ?? "nothing"`,
};

describe("code of a DAG file", () => {
  let workspace: string;
  before(async () => {
    workspace = await mkdtemp(path.join(tmpdir(), "millrace-escape-"));
  });
  after(() => rm(workspace, { recursive: true }));

  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    test(`does not get out by ${name}`, async () => {
      const text = `
        declare const require: any;
        const attempt = (work: () => unknown): string => {
          try { return "got " + String(work()); } catch (error) { return "threw " + (error as Error).name; }
        };
        console.log(attempt(() => ${attempt}));
        export {};`;
      await writeFile(path.join(workspace, "escape.dag.ts"), text);
      const { output, problems } = await loadDags({
        workspace,
        config: DEFAULT_CONFIG,
        registries: REGISTRIES,
      });
      assert.deepEqual(
        problems.map(({ code }) => code),
        ["no-dag"],
      );
      const [line = "no output", ...more] = output[0]?.lines ?? [];
      assert.match(
        line,
        /^(got (undefined)*(nothing|caught)?|threw (EvalError|Error|TypeError|ReferenceError))$/,
      );
      assert.deepEqual(more, []);
    });
  }

  test("its results are checked like anything from outside", async () => {
    const forged = `
      import { dag, runSql } from "millrace";
      JSON.stringify = () => '{"dags":[{"frames":[],"options":{"id":1},"tasks":"none"}]}';
      dag({ id: "forged" }, () => { runSql("one", { sql: "SELECT 1" }); });`;
    await writeFile(path.join(workspace, "escape.dag.ts"), forged);
    const { dags, problems } = await loadDags({ workspace, config: DEFAULT_CONFIG, registries: REGISTRIES });
    assert.deepEqual([dags.length, problems.map(({ code }) => code)], [0, ["dag-file-crash"]]);
  });
});
