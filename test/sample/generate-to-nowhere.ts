import { generateInto } from "../../runner/sample/generate.ts";

/** A program: generates as many events as its argument says, keeps none, and prints the counts. */
const nowhere = { open: async () => ({ write: async () => {}, close: async () => {} }) };
const counts = await generateInto(nowhere, { events: Number(process.argv[2]) });
process.stdout.write(JSON.stringify(counts));
