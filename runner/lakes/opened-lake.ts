import type { Lake, LakeWriter } from "../connections/lake.ts";

/** A lake that somebody named. Whoever opened it closes it. */
export interface OpenedLake {
  readonly lake: Lake;
  /** What keys are put behind to tell whether two lakes have one object: the same for all names of a place. */
  readonly identity: string;
  /** Nothing is refused before something is written. */
  readonly writer: LakeWriter;
  close(): Promise<void>;
}

/** The same, asking before every write. `require` throws a UserError. */
export function guardedWriter(writer: LakeWriter, require: () => void): LakeWriter {
  return {
    ...writer,
    put: async (key, body, about, signal) => {
      try {
        require();
      } catch (error) {
        body.destroy();
        throw error;
      }
      await writer.put(key, body, about, signal);
    },
    copyWithin: async (source, object, key, signal) => {
      require();
      return await writer.copyWithin(source, object, key, signal);
    },
  };
}
