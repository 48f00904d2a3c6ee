import { z } from "zod";
import { hasTemplate } from "../core/templates/render.ts";
import { parseTableName } from "./table-name.ts";

/** A parameter that names a table. */
export const tableName = z
  .string()
  .min(1)
  .refine((text) => isNameAsWritten(text, parseTableName), {
    error: ({ input }) =>
      `${JSON.stringify(input)} is not the name of a table: write \`name\` or \`schema.name\`${hintAt(String(input))}`,
  });

/** Whether `parse` takes it. A name with a template, which is only known at run, may become one. */
export function isNameAsWritten(text: string, parse: (text: string) => unknown): boolean {
  // That there is none is told by the length.
  if (text === "" || hasTemplate(text)) return true;
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

function hintAt(text: string): string {
  const isUnusual = /[^\p{L}\p{N}_$."]|(^|\.)\d/u.test(text);
  return isUnusual ? ", unusual names between double quotes, '\"my table\"'" : "";
}
