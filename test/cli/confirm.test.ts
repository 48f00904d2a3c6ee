import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { canAsk, confirm, confirmByName } from "../../runner/cli/confirm.ts";
import { typed } from "../helpers/cli.ts";

interface Terminal {
  readonly input?: string;
  readonly isTTY?: boolean;
  readonly json?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly interrupted?: AbortSignal;
}

function terminal({ input = "", isTTY = true, json = false, env = {}, interrupted }: Terminal) {
  const shown: string[] = [];
  const stdout = { isTTY, write: (text: string) => shown.push(text) > 0 };
  const context = {
    stdin: () => typed(input, isTTY),
    stdout: stdout as unknown as NodeJS.WriteStream,
    json,
    env,
    interrupted: interrupted ?? new AbortController().signal,
  };
  return { context, shown: () => shown.join("") };
}

const ANSWERS = [
  ["y\n", true],
  ["Y\n", true],
  [" yes \n", true],
  ["n\n", false],
  ["\n", false],
  ["yes please\n", false],
  ["", false],
] as const;

for (const [input, expected] of ANSWERS) {
  test(`typing ${JSON.stringify(input)} is a ${expected ? "yes" : "no"}`, async () => {
    const { context, shown } = terminal({ input });
    assert.equal(await confirm(context, "Run 3 tasks again"), expected);
    // Where nothing was typed, what is printed next starts on a line of its own.
    assert.equal(shown(), `Run 3 tasks again? [y/N] ${input === "" ? "\n" : ""}`);
  });
}

for (const [input, expected] of [
  ["prod\n", true],
  ["y\n", false],
  ["Prod\n", false],
  ["", false],
] as const) {
  test(`typing ${JSON.stringify(input)} where the name prod is asked for is a ${expected ? "yes" : "no"}`, async () => {
    assert.equal(await confirmByName(terminal({ input }).context, "Its name:", "prod"), expected);
  });
}

test("Ctrl-C is a no", async () => {
  const interrupt = new AbortController();
  const { context } = terminal({ interrupted: interrupt.signal });
  const stdin = Object.assign(new PassThrough(), { isTTY: true }) as unknown as NodeJS.ReadStream;
  const answer = confirm({ ...context, stdin: () => stdin }, "Go on");
  interrupt.abort();
  assert.equal(await answer, false);
});

const CAN_ASK: readonly (readonly [Terminal, boolean])[] = [
  [{}, true],
  [{ isTTY: false }, false],
  [{ json: true }, false],
  [{ env: { CI: "true" } }, false],
];

for (const [given, expected] of CAN_ASK) {
  test(`${JSON.stringify(given)}: somebody ${expected ? "can" : "cannot"} be asked`, () => {
    assert.equal(canAsk(terminal(given).context), expected);
  });
}
