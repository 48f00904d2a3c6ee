import type * as vscode from "vscode";

/** What the user answered last, kept with the workspace: questions begin with it. */
export interface AnswerMemory {
  last(question: string): string | undefined;
  keep(question: string, answer: string): void;
}

export function answerMemory(state: vscode.Memento): AnswerMemory {
  const keyOf = (question: string): string => `answer:${question}`;
  return {
    last: (question) => state.get<string>(keyOf(question)),
    keep: (question, answer) => void state.update(keyOf(question), answer),
  };
}
