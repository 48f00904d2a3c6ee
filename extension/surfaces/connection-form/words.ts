/**
 * The words of a command as somebody types it: blanks part them, unless they are in quotes. Nothing else means anything,
 * because no shell runs it: a backslash is one.
 */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:"[^"]*"?|'[^']*'?|[^\s"'])+/g))
    words.push(
      word.replaceAll(
        /"([^"]*)"?|'([^']*)'?/g,
        (_, double?: string, single?: string) => double ?? single ?? "",
      ),
    );
  return words;
}
