/**
 * Stands in for the native writer of log files, which needs a compiler: without it the server writes no logs, and
 * output channels that log stay empty. Same interface, plain appends.
 */
const fs = require("node:fs");
const path = require("node:path");

const LEVELS = ["trace", "debug", "info", "warn", "error", "critical"];

class Logger {
  #file;
  #level = 2;
  #isPlain = false;

  constructor(_type, _name, file) {
    this.#file = file;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    for (const [level, name] of LEVELS.entries()) {
      this[name] = (message) => {
        if (level >= this.#level) this.#append(name, message);
      };
    }
  }

  #append(level, message) {
    const time = new Date().toISOString().replace("T", " ").replace("Z", "");
    try {
      fs.appendFileSync(this.#file, this.#isPlain ? message : `${time} [${level}] ${message}\n`);
    } catch {
      // The folder of the logs goes while the server ends.
    }
  }

  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  clearFormatters() {
    this.#isPlain = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = async (name, file) => new Logger("rotating", name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger("rotating_async", name, file);
