export const KEYBINDINGS = [
  // Only where Millrace has pipelines: other SQL extensions keep the key elsewhere. Not only when the runner is ready: a
  // press that comes too early waits for it, instead of breaking the line.
  {
    command: "millrace.runStatement",
    key: "ctrl+enter",
    mac: "cmd+enter",
    when: "editorTextFocus && editorLangId == sql && millrace.hasDags",
  },
] as const;
