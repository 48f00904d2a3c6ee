import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import { interfaceMembers } from "../../scripts/docs/interface-members.ts";
import { fillBlocks } from "../../scripts/docs/markdown.ts";
import { referenceBlocks, referencePages } from "../../scripts/docs-reference.ts";

describe("docs/reference", async () => {
  for (const { file, text, generated } of await referencePages()) {
    test(`${path.basename(file)} is as the code says (node scripts/docs-reference.ts writes it)`, () => {
      assert.equal(text, generated);
    });
  }

  test("every operator, check, setting, command and template name is shown once", async () => {
    const shown = (await referencePages()).flatMap(({ text }) =>
      [...text.matchAll(/<!-- generated: (.+?) -->/g)].map((match) => match[1]),
    );
    assert.deepEqual(shown.toSorted(), [...(await referenceBlocks()).keys()].toSorted());
  });

  test("members are read with their types and comments", () => {
    const source = `
      export interface Other { readonly no: string }
      export interface Shape<Row> {
        /** Which. \`a\` or
         *  \`b\`. */
        readonly kind: "a" | "b";
        readonly inner?: { readonly x: number; readonly y: readonly string[] };
        /** Calls it. */
        run(
          text: string,
          then?: (row: Row) => void,
        ): Promise<Row>;
      }`;
    assert.deepEqual(interfaceMembers(source, "Shape"), [
      { name: "kind", isOptional: false, type: '"a" | "b"', doc: "Which. `a` or `b`." },
      { name: "inner", isOptional: true, type: "{ x: number; y: string[] }", doc: "" },
      {
        name: "run",
        isOptional: false,
        type: "run( text: string, then?: (row: Row) => void, ): Promise<Row>",
        doc: "Calls it.",
      },
    ]);
    assert.throws(() => interfaceMembers(source, "Missing"), /no interface Missing/);
  });

  test("a block that nothing generates is an error", () => {
    const page = "a\n<!-- generated: x -->\nold\n<!-- /generated -->\nb";
    assert.equal(
      fillBlocks(page, new Map([["x", () => "new"]])),
      "a\n<!-- generated: x -->\n\nnew\n\n<!-- /generated -->\nb",
    );
    assert.throws(() => fillBlocks(page, new Map()), /"x"/);
  });
});
