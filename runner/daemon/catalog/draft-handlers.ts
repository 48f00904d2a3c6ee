import { checkDraft, testDraft } from "../../../protocol/rpc/draft-connection.ts";
import { UserError } from "../../../protocol/user-error.ts";
import { checkDraftIn, readDraft } from "../../config/check-draft.ts";
import { type HandlerGroup, handle } from "../handler.ts";
import { testSteps } from "./test-steps.ts";

/** Connections that are being written: whether the file may have them, and whether they work. */
export function draftHandlers(): HandlerGroup {
  return {
    handlers: [
      handle(checkDraft, ({ session }, { draft, use, text, variables }) => ({
        ...checkDraftIn(text, draft, use),
        variables: Object.fromEntries(variables.map((name) => [name, session.drafts.hasVariable(name)])),
      })),
      handle(testDraft, async (context, { requestId, draft, secrets }) => {
        const config = readDraft(draft);
        if (config === undefined) throw badDraft(draft.name);
        const tests = context.session.drafts.tests(draft.name, config, secrets);
        return await testSteps(context, requestId, tests, draft.name);
      }),
    ],
  };
}

function badDraft(name: string): UserError {
  return new UserError({
    code: "bad-draft",
    message: `The settings of the connection "${name}" have mistakes, so it cannot be tested.`,
    next: "Mend them first.",
  });
}
