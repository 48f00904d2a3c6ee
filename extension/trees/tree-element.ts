import type { CommandSubject } from "../subject.ts";

/** What the editor has of a row, and gives to commands: the same object as long as the row is there. */
export interface TreeElement {
  readonly id: string;
  /** As the row is now. */
  readonly subject: CommandSubject;
}
