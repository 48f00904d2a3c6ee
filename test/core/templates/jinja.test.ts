import { test } from "node:test";
import { checkRenders } from "./render-case.ts";

// Each expectation is what Jinja2 3.1 (StrictUndefined, keep_trailing_newline, the `do` extension) prints.

test("plain text, final newlines and raw blocks stay as they are", () => {
  checkRenders([
    ["SELECT 1;\n", "SELECT 1;\n"],
    ["", ""],
    ["{{ 1 }}\n\n", "1\n\n"],
    ["{% raw %}{{ a }} {% b %}{% endraw %}k", "{{ a }} {% b %}k"],
    ["{# {{ x }} #}k", "k"],
    ["{{ '{{' }} {{ '}}' }} {{ {'a': {'b': 1}} }} {{ \"%}\" }}", "{{ }} {'a': {'b': 1}} %}"],
    ["{ {not a template} }", "{ {not a template} }"],
  ]);
});

test("white space control", () => {
  checkRenders([
    ["a {%- if true -%} b {%- endif -%} c", "abc"],
    ["a\n  {%- for i in [1,2] %}\n {{ i }}\n  {%- endfor %}\nz\n", "a\n 1\n 2\nz\n"],
    ["{{- 1 -}} x {{ 2 }}  ", "1x 2  "],
    ["a {#- c -#} b", "ab"],
    ["a {%- raw -%} {{ x }} {%- endraw -%} b", "a{{ x }}b"],
  ]);
});

test("values print as in Python", () => {
  checkRenders([
    [
      "{{ true }} {{ none }} {{ 1.0 }} {{ 1e20 }} {{ 1e16 }} {{ 1e-5 }} {{ 0.1 + 0.2 }}",
      "True None 1.0 1e+20 1e+16 1e-05 0.30000000000000004",
    ],
    ["{{ 123456789012345678901234567890 }} {{ 1_000 }} {{ 0x1f }}", "123456789012345678901234567890 1000 31"],
    ["{{ [1, 'a', none, true, 1.5, [2], {'a': 'b'}] }}", "[1, 'a', None, True, 1.5, [2], {'a': 'b'}]"],
    ["{{ (1, 'a') }} {{ (1,) }} {{ () }}", "(1, 'a') (1,) ()"],
    ["{{ [\"it's\", 'q\"', 'n\\n'] }}", "[\"it's\", 'q\"', 'n\\n']"],
    ["{{ params.list }} {{ params.text }} {{ params.nothing }} {{ params.yes }}", "[1, 2] it's None True"],
    ["{{ 'caf\\u00e9 \\x41' }}{{ 'a' 'b' }}", "café Aab"],
  ]);
});

test("operators and their precedence", () => {
  checkRenders([
    [
      "{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 4 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }}",
      "3 -4 2 3.5 2.0 1024 0.5",
    ],
    ["{{ -2 ** 2 }} {{ 2 ** 3 ** 2 }} {{ 10 - 3 - 2 }} {{ 3 - -2 }} {{ -1|abs }}", "4 64 5 5 1"],
    [
      "{{ 2 * 3 ~ 4 }} {{ 'a' ~ 1 ~ none ~ true }} {{ 'a' + 'b' }} {{ 'ab' * 2 }} {{ [1] + [2] }} {{ [1] * 2 }}",
      "64 a1NoneTrue ab abab [1, 2] [1, 1]",
    ],
    ["{{ not true or true }} {{ 1 < 2 < 3 }} {{ 1 < 3 > 2 }} {{ 3 > 2 > 2 }}", "True True True False"],
    ["{{ 3 in [1,2,3] }} {{ 3 not in [1] }} {{ 'a' in 'abc' }} {{ 'k' in {'k': 1} }}", "True True True True"],
    ["{{ true and 5 }} {{ 0 or 'x' }} {{ '' and 1 }}|{{ not not 1 }}", "5 x |True"],
    [
      "{{ true == 1 }} {{ 1 == 1.0 }} {{ [1] == [1.0] }} {{ none == false }} {{ 'a' == 1 }} {{ [1,2] < [1,3] }}",
      "True True True False False True",
    ],
    ["{{ 1 if true else 2 }} {{ 5 if 0 else 6 if 0 else 7 }} {{ ',' if false }}|", "1 7 |"],
    [
      "{{ 'abc'[1] }} {{ 'abc'[-1] }} {{ 'abc'[:2] }} {{ 'abc'[::-1] }} {{ [1,2,3,4][1:3] }} {{ [1,2,3][10:0:-1] }}",
      "b c ab cba [2, 3] [3, 2]",
    ],
    [
      "{{ params.map.x }} {{ params['n'] }} {{ params.list[0] }} {{ params.get('zz', 4) }} {{ params.get('nothing', 4) }}",
      "1 3 1 4 None",
    ],
  ]);
});

test("statements", () => {
  checkRenders([
    ["{% if 0 %}a{% elif '' %}b{% elif [1] %}c{% else %}d{% endif %}", "c"],
    [
      "{% for x in [1,2,3] %}{{ loop.index }}/{{ loop.length }}:{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}",
      "1/3:1, 2/3:2, 3/3:3",
    ],
    ["{% for x in [1,2] %}{{ x }}{{ ', ' if not loop.last }}{% endfor %}", "1, 2"],
    ["{% for x in [] %}a{% else %}empty{% endfor %}", "empty"],
    ["{% for k, v in {'a':1,'b':2}.items() %}{{k}}={{v}};{% endfor %}", "a=1;b=2;"],
    [
      "{% for x in range(10) if x is odd %}{{ x }}{{ loop.first }}{{ loop.revindex }} {% endfor %}",
      "1True5 3False4 5False3 7False2 9False1 ",
    ],
    [
      "{% for x in [1,2] %}{{ loop.cycle('a','b') }}{{ loop.previtem|default('-') }}{{ loop.nextitem|default('-') }}{% endfor %}",
      "a-2b1-",
    ],
    ["{% set x = 1 %}{% for i in [1,2] %}{% set x = i + 10 %}{{ x }} {% endfor %}{{ x }}", "11 12 1"],
    [
      "{% set ns = namespace(n=0) %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
      "6",
    ],
    ["{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set t %}hi {{ 1 }}{% endset %}{{ t|upper }}", "12HI 1"],
    ["{% with a=1, b=2 %}{{ a+b }}{% endwith %}{% do [1] %}", "3"],
    [
      "{% macro f(a, b='x', c=none) %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ f(1) }}{{ f(1, c=3) }}{{ f(1, 2, 3) }}",
      "[1xNone][1x3][123]",
    ],
  ]);
});

test("names that may not exist", () => {
  checkRenders([
    [
      "{{ missing|default('d') }} {{ missing is defined }} {{ missing is undefined }} {{ ds is defined }}",
      "d False True True",
    ],
    [
      "{{ none|default('d') }} {{ ''|default('d', true) }} {{ params.zz|default(3) }} {{ params.zz is defined }}",
      "None d 3 False",
    ],
    ["{{ missing if false else 1 }} {{ true or missing }} {{ missing|d(ds) }}", "1 True 2018-11-01"],
  ]);
});

test("filters", () => {
  checkRenders([
    [
      "{{ [3,1,2]|sort }} {{ ['b','A','c']|sort }} {{ ['b','A']|sort(case_sensitive=true) }} {{ [1,2]|sort(reverse=true) }}",
      "[1, 2, 3] ['A', 'b', 'c'] ['A', 'b'] [2, 1]",
    ],
    [
      "{{ [1,2,3]|sum }} {{ [1,2,3]|max }} {{ [1,2]|min }} {{ [1,2,3]|first }} {{ [1,2,3]|last }} {{ [1,1,2]|unique|list }}",
      "6 3 1 1 3 [1, 2]",
    ],
    [
      "{{ [1,2,3]|reverse|list }} {{ 'abc'|reverse }} {{ ['a','b']|join('-') }} {{ [1,2]|join }} {{ 'abc'|length }}",
      "[3, 2, 1] cba a-b 12 3",
    ],
    [
      "{{ ['a','b']|map('upper')|join(',') }} {{ [{'n':1},{'n':2}]|map(attribute='n')|list }} {{ [{'n':1},{}]|map(attribute='n', default=0)|list }}",
      "A,B [1, 2] [1, 0]",
    ],
    [
      "{{ [1,2,3,4]|select('odd')|list }} {{ [0,1]|reject|list }} {{ [{'a':1,'k':true},{'a':2,'k':false}]|selectattr('k')|map(attribute='a')|list }} {{ [{'a':1},{'a':2}]|rejectattr('a','eq',1)|list }}",
      "[1, 3] [0] [1] [{'a': 2}]",
    ],
    [
      "{{ [1,2,3,4,5]|batch(2)|list }} {{ [1,2,3]|batch(2, 0)|list }} {{ {'b':1,'a':2}|dictsort }} {{ {'b':1,'a':2}|dictsort(by='value') }}",
      "[[1, 2], [3, 4], [5]] [[1, 2], [3, 0]] [('a', 2), ('b', 1)] [('b', 1), ('a', 2)]",
    ],
    [
      "{{ '42'|int + 1 }} {{ 'x'|int(7) }} {{ 3.9|int }} {{ '3.9'|int }} {{ '1.5'|float }} {{ 2.5|round }} {{ 2.567|round(2) }} {{ 2.1|round(0,'ceil') }} {{ 3|round }}",
      "43 7 3 3 1.5 2.0 2.57 3.0 3",
    ],
    [
      "{{ 'a b'|title }} {{ 'foo bar baz qux'|truncate(9) }} {{ 'foo bar'|truncate(5, leeway=0) }} {{ 'a b c'|wordcount }} {{ ' a '|trim }}|",
      "A B foo... fo... 3 a|",
    ],
    [
      "{{ 'x\ny\n\nz'|indent(2) }} {{ 'abcabc'|replace('a','x',1) }} {{ 5|replace('5','6') }} {{ 'a'|center(4) }}|",
      "x\n  y\n\n  z xbcabc 6  a  |",
    ],
    [
      "{{ {'a': [1, none, 'x<&\\'>']}|tojson }} {{ {'a':1}|tojson(indent=2) }}",
      '{"a": [1, null, "x\\u003c\\u0026\\u0027\\u003e"]} {\n  "a": 1\n}',
    ],
    [
      "{{ '%05d|%s|%.2f|%-5s|%x|%+d|%%' % (42, 'a', 3.14159, 'x', 255, 5) }} {{ '%s-%s' | format(1, 2) }}",
      "00042|a|3.14|x    |ff|+5|% 1-2",
    ],
  ]);
});

test("methods of strings and dicts", () => {
  checkRenders([
    [
      "{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a.b.c'.split('.', 1) }} {{ 'a\nb\n'.splitlines() }}",
      "['a', 'b', '', 'c'] ['a', 'b'] ['a', 'b.c'] ['a', 'b']",
    ],
    [
      "{{ ' x '.strip() }}|{{ 'xxaxx'.lstrip('x') }} {{ 'aXbX'.replace('X','-',1) }} {{ ','.join(['a','b']) }}",
      "x|axx a-bX a,b",
    ],
    [
      "{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x','c')) }} {{ 'hELLO'.capitalize() }} {{ '-7'.zfill(4) }} {{ 'ab'.center(5) }}|",
      "True True Hello -007   ab |",
    ],
    ["{{ 'x{}y{}'.format(1, 2) }} {{ '{a}'.format(a=1) }} {{ 'a_b'.removeprefix('a_') }}", "x1y2 1 b"],
    [
      "{{ params.map.keys()|list }} {{ params.map.values()|list }} {{ params.map.items()|list }}",
      "['x'] [1] [('x', 1)]",
    ],
  ]);
});

test("tests", () => {
  checkRenders([
    [
      "{{ 1 is odd }} {{ 2 is even }} {{ 4 is divisibleby 2 }} {{ none is none }} {{ 'a' is string }} {{ 1.0 is float }} {{ 1 is not eq 1 }}",
      "True True True True True True False",
    ],
    [
      "{{ [] is sequence }} {{ {} is mapping }} {{ '1' is lower }} {{ 1 is in [1,2] }} {{ ('a' is string) and true }}",
      "True True False True True",
    ],
  ]);
});
