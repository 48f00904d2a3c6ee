/** At most once in a while, and then with what is the latest. */
export function later(act: () => void, milliseconds: number): () => void {
  const timer: { id: ReturnType<typeof setTimeout> | undefined } = { id: undefined };
  return () => {
    timer.id ??= setTimeout(() => {
      timer.id = undefined;
      act();
    }, milliseconds);
  };
}
