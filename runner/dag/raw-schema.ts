import { z } from "zod";
import type { JsonObject } from "../../protocol/json.ts";
import type { RawFile } from "./raw.ts";

// What comes out of the sandbox is checked like anything from outside: code of a DAG file had it in its hands.

const json = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;
const index = z.int().nonnegative();
const frames = z.array(z.tuple([z.int().positive(), z.int().nonnegative()])).max(100);
const text = z.string();

const ref = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("task"), index }),
  z.strictObject({ kind: z.literal("group"), index }),
  z.strictObject({ kind: z.literal("name"), name: text, group: index.exactOptional() }),
]);

const check = z.strictObject({ kind: text, options: json, params: json, frames });

const task = z.strictObject({
  id: text,
  operator: text,
  group: index.exactOptional(),
  frames,
  options: json,
  params: json,
  checks: z.array(check),
  code: z.strictObject({ functionIndex: index, sqlParams: z.array(text) }).exactOptional(),
});

const dag = z.strictObject({
  frames,
  options: json,
  tasks: z.array(task),
  groups: z.array(z.strictObject({ id: text, parent: index.exactOptional(), frames })),
  edges: z.array(z.strictObject({ from: ref, to: ref, frames })),
});

export const rawFile = z.strictObject({
  dags: z.array(dag),
  problems: z.array(
    z.strictObject({
      severity: z.enum(["error", "warning"]),
      code: text,
      message: text,
      next: text.exactOptional(),
      frames,
      dagId: text.exactOptional(),
      taskId: text.exactOptional(),
    }),
  ),
  functions: index,
  output: z.array(text),
  error: z
    .strictObject({
      name: text,
      message: text,
      frames,
      code: text.exactOptional(),
      next: text.exactOptional(),
      retryable: z.boolean().exactOptional(),
    })
    .exactOptional(),
}) as unknown as z.ZodType<RawFile>;

/** The result of an evaluation, or undefined when the text is none. */
export function readRawFile(text: string): RawFile | undefined {
  try {
    const result = rawFile.safeParse(JSON.parse(text));
    return result.success && isConsistent(result.data) ? result.data : undefined;
  } catch {
    return undefined;
  }
}

/** Indexes point at what is there, and parents come before their children. */
function isConsistent({ dags, functions }: RawFile): boolean {
  return dags.every(({ tasks, groups, edges }) => {
    const isGroup = (at: number | undefined): boolean => at === undefined || at < groups.length;
    return (
      groups.every(({ parent }, at) => parent === undefined || parent < at) &&
      tasks.every(
        ({ group, code }) => isGroup(group) && (code === undefined || code.functionIndex < functions),
      ) &&
      edges.every(({ from, to }) =>
        [from, to].every((end) =>
          end.kind === "name"
            ? isGroup(end.group)
            : end.index < (end.kind === "task" ? tasks : groups).length,
        ),
      )
    );
  });
}
