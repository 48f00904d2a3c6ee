/**
 * Stands for a Node module while DAG files are read: importing it is fine, using it is an error with its
 * place. In a task worker the real module is there.
 */
export function nodeStub(name: string): object {
  const fail = (property: string): never => {
    const error = new Error(`"${property}" of the Node module "${name}" is used while the DAG file is read.`);
    throw Object.assign(error, {
      millrace: {
        code: "node-module-at-load",
        next: "Use it inside the run function of a task: a DAG file itself can only read files by import.",
      },
    });
  };
  // The bundler's import helpers copy a module onto its prototype, so the trap must be the prototype too.
  const trap = new Proxy(Object.create(null) as object, {
    get: (_target, property) =>
      typeof property === "symbol" || property === "__esModule" || property === "then"
        ? undefined
        : fail(property),
  });
  return Object.create(trap) as object;
}
