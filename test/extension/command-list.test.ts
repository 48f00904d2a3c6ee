import assert from "node:assert/strict";
import { test } from "node:test";
import { build, type Plugin } from "esbuild";
import { COMMANDS } from "../../extension/contributions/commands.ts";
import { packageRoot } from "../../runner/package-root.ts";

/** Whatever a module takes from the editor when it is loaded is a function that can be called, made and asked for more. */
const NO_EDITOR = `
  const anything = new Proxy(function () {}, { get: (_, key) => key === Symbol.toPrimitive ? () => "" : anything,
    apply: () => anything, construct: () => anything });
  module.exports = anything;
`;

const withoutEditor: Plugin = {
  name: "without the editor",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^vscode$/ }, () => ({ path: "vscode", namespace: "none" }));
    onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: NO_EDITOR, loader: "js" }));
  },
};

async function implementedIds(): Promise<readonly string[]> {
  const { outputFiles } = await build({
    absWorkingDir: packageRoot(),
    stdin: {
      contents: `import { COMMAND_LIST } from "./extension/commands/registry.ts";
        export const ids = COMMAND_LIST.map(({ id }) => id);`,
      resolveDir: packageRoot(),
      loader: "ts",
    },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    plugins: [withoutEditor],
    logLevel: "silent",
  });
  const module: { exports: { ids?: readonly string[] } } = { exports: {} };
  new Function("module", "exports", "require", outputFiles[0]?.text ?? "")(
    module,
    module.exports,
    process.getBuiltinModule,
  );
  return module.exports.ids ?? [];
}

test("every command that is contributed is implemented, once, and the other way round", async () => {
  const ids = await implementedIds();
  assert.deepEqual([...ids].sort(), COMMANDS.map(({ id }) => id as string).sort());
});
