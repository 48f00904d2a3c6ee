/** Names and values that break pages, tables, Mermaid and screens where they are anything but text. */
export const HOSTILE = {
  html: `<img src=x onerror="window.top.pwned='img';window.pwned='img'">`,
  script: "</script><script>window.pwned='script'</script>",
  link: "[press](command:workbench.action.toggleZenMode) ![](https://example.invalid/p.png)",
  mermaid: 'end"] --> x["y; click n0 call alert(1)',
  icons: "$(flame) $(sync~spin) \\$(squirrel)",
  quotes: `it's "so" \`and\` \\ back`,
  lines: "one\ntwo\r\nthree | four",
  direction: "\u202egnp.exe\u202c \u2066in\u2069 مهمة",
  emoji: "👩‍👩‍👧‍👦 🇸🇪 a\u0301",
  long: "x".repeat(10_000),
} as const;

export const HOSTILE_TEXTS: readonly string[] = Object.values(HOSTILE);
