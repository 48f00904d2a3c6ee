export const KEYBINDINGS = [
  // Only where Millrace has pipelines: other SQL extensions keep the key elsewhere.
  {
    command: "millrace.runStatement",
    key: "ctrl+enter",
    mac: "cmd+enter",
    when: "editorTextFocus && editorLangId == sql && millrace.isReady",
  },
] as const;
