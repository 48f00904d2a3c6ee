#!/usr/bin/env node
// Starts the command line. Written so that old versions of Node read it too and can say what they lack: no
// syntax newer than dynamic imports (no `?.`, no top-level `await`), and nothing imported before the version is
// known to do.
// Exit code 2, as for all that cannot be done as asked: Node is too old, or a part of the installation is missing.

const NEEDED = [22, 13];
const UNUSABLE = 2;

const version = process.versions.node;
const [major, minor] = version.split(".").map(Number);
const cli = new URL("../dist/cli.js", import.meta.url);

if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  const needed = NEEDED.join(".");
  giveUp(
    `Millrace needs Node.js ${needed} or newer, and this is ${version}: install a newer one from https://nodejs.org and run the command again.`,
  );
} else {
  import("node:module").then(start).catch(explain);
}

function start(nodeModule) {
  // Keeps the compiled program for the next command, which then starts faster.
  nodeModule.enableCompileCache();
  return import(cli.href);
}

function explain(error) {
  return import("node:fs").then((fs) => {
    if (!fs.existsSync(cli)) {
      giveUp("Millrace is not built yet (dist/cli.js is missing): run `npm run build` in its folder.");
    } else if (error && error.code === "ERR_MODULE_NOT_FOUND") {
      giveUp(`A part of Millrace is missing (${error.message}): run \`npm install\` in its folder.`);
    } else {
      throw error;
    }
  });
}

function giveUp(sentence) {
  console.error(sentence);
  process.exitCode = UNUSABLE;
}
