/** A property or method of an interface, as its source writes it. */
export interface Member {
  readonly name: string;
  readonly isOptional: boolean;
  /** Its type; for a method its whole signature. `readonly` is left out: everything is. */
  readonly type: string;
  /** Its doc comment in one line, empty when it has none. */
  readonly doc: string;
}

const MEMBER = /^(?:readonly\s+)?(\w+)(\??)\s*(:|[(<])/;

/**
 * The members of an interface of a TypeScript file, in their order. Reads what the repository's formatter writes:
 * no full parser. Throws when there is no such interface, or a member that it cannot read.
 */
export function interfaceMembers(source: string, name: string): readonly Member[] {
  const head = new RegExp(`export interface ${name}\\b[^{]*\\{`).exec(source);
  if (head === null) throw new Error(`There is no interface ${name}.`);
  const members: Member[] = [];
  let doc = "";
  for (const part of parts(source.slice(head.index + head[0].length))) {
    if (part.startsWith("/**")) {
      doc = commentText(part);
      continue;
    }
    const match = MEMBER.exec(part);
    if (match === null) throw new Error(`${name} has a member that cannot be read: ${part}`);
    const [whole, member = "", optional, opening] = match;
    const type = opening === ":" ? part.slice(whole.length) : part;
    members.push({ name: member, isOptional: optional === "?", type: oneLine(type), doc });
    doc = "";
  }
  return members;
}

/** Doc comments and members of a body, up to its closing brace. */
function* parts(body: string): Generator<string> {
  let depth = 0;
  let start = 0;
  for (let at = 0; at < body.length; at++) {
    if (depth === 0 && body.startsWith("/**", at)) {
      const end = body.indexOf("*/", at) + 2;
      yield body.slice(at, end);
      at = end - 1;
      start = end;
      continue;
    }
    const character = body[at] ?? "";
    if ("{(<[".includes(character)) depth++;
    else if (character === "}" && depth === 0) return;
    // The `>` of `=>` closes nothing.
    else if ("})]".includes(character) || (character === ">" && body[at - 1] !== "=")) depth--;
    else if (character === ";" && depth === 0) {
      yield body.slice(start, at).trim();
      start = at + 1;
    }
  }
}

function commentText(comment: string): string {
  return oneLine(comment.replace(/^\/\*\*|\*\/$/g, "").replace(/^\s*\*/gm, ""));
}

function oneLine(text: string): string {
  return text
    .replace(/\breadonly\s+/g, "")
    .replace(/\s+/g, " ")
    .replace(/^\| /, "")
    .trim();
}
