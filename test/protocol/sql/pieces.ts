import fc from "fast-check";

/** Pieces of a statement that end none of it, whatever stands next to them with blanks between. */
const PLAIN = ["select", "a", "1.5", "(", ")", "=", ",", "a$b$c", "x::text", "$1", "-", "+ /", "😀", "é"];

const HIDDEN = [
  "'a;b'",
  "'it''s;'",
  "'back\\'",
  "E'it\\'s; \\\\'",
  "e'a''b;'",
  '"na;me"',
  '"a"";b"',
  "$$ ; ' $$",
  "$tag$ ; $$ ; $tag$",
  "$é$ ; $é$",
  "/* ; ' */",
  "/* a /* b; */ c; */",
  "-- it's; a comment\n",
  "{{ ds }}",
  '{{ "a;b" }}',
  "'{{ x | replace(\"'\", ';') }}'",
  "{{ {'a': {'b': ';'}} }}",
  "{# it's; a comment #}",
  "{% set a = ';' %}",
  "{% if a %} x; y {% else %} z; {% endif %}",
  "{% for t in ts %} a; {% if t %} b; {% endif %} {% endfor %}",
  "{% raw %} {{ ; {% endraw %}",
  "table_{{ ds_nodash }}",
];

/** A statement that begins and ends with a word, so that its bounds are known. */
export const statement: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PLAIN, ...HIDDEN), { maxLength: 8 })
  .map((pieces) => ["select", ...pieces, "z"].join(" "));

/** What may stand between two statements. */
export const gap: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(" ", "\n", "\r\n", "\t", ";", "-- c;\n", "/* ; */", "{# ; #}"), { maxLength: 4 })
  .map((pieces) => pieces.join(""));
