/**
 * Gives what asks for the work to be done: at once, or when it is being done, once more after that, however often it was
 * asked for meanwhile.
 */
export function coalesced(work: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let isDue = false;
  let isWorking = false;
  const workOff = async (): Promise<void> => {
    while (isDue) {
      isDue = false;
      try {
        await work();
      } catch (error) {
        onError(error);
      }
    }
    isWorking = false;
  };
  return () => {
    isDue = true;
    if (isWorking) return;
    isWorking = true;
    void workOff();
  };
}
