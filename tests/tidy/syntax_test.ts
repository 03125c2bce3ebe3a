// Every file keeps the rules that are read from the syntax tree, and the rules find what breaks them.
import assert from "node:assert/strict";
import { SYNTAX_RULES, vagueWords } from "./syntax_rules.ts";
import { tracked } from "./tracked.ts";

/** What the rules find in a file, as `path:line what`. */
function found(path: string, text: string): string[] {
  return Deno.lint.runPlugin(SYNTAX_RULES, path, text).map(({ range, message }) =>
    `${path}:${text.slice(0, range[0]).split("\n").length} ${message}`
  );
}

Deno.test("syntax: every file keeps the rules", () => {
  const files = tracked("*.ts", "*.tsx", "*.js", "*.mjs");
  assert.ok(files.length > 800, `${files.length} files`);
  assert.deepEqual(files.flatMap(({ path, text }) => found(path, text)), []);
});

Deno.test("syntax: documents say who is meant, too", () => {
  const vague = tracked("*.md").flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, at) =>
      vagueWords(line).map((word) => `${path}:${at + 1} ${word}`)
    )
  );
  assert.deepEqual(vague, []);
});

Deno.test("syntax: comments that leave open who is meant are found, texts and code are not", () => {
  const rows: readonly (readonly [source: string, expected: readonly string[]])[] = [
    ["// For whoever asks.", ['a.tsx:1 the comment says "whoever": say who']],
    ["let a;\n/** Nobody's. */", ['a.tsx:2 the comment says "Nobody": say who']],
    ["/* Anybody, Somebody */", [
      'a.tsx:1 the comment says "Anybody": say who',
      'a.tsx:1 the comment says "Somebody": say who',
    ]],
    ["<p>{/* everybody */ 1}</p>", ['a.tsx:1 the comment says "everybody": say who']],
    ['const nobody = "// somebody";', []],
    ["// Runs as the user `nobody`.", []],
    ["// No one else, the customer's body.", []],
  ];
  for (const [source, expected] of rows) assert.deepEqual(found("a.tsx", source), expected);
});

Deno.test("syntax: functions of more than sixty lines are found, however they are written", () => {
  const inside = (lines: number) => "{\n" + "  go();\n".repeat(lines - 2) + "}";
  const rows: readonly (readonly [before: string, after: string])[] = [
    ["function f() ", ""],
    ["const f = async () => ", ";"],
    ["class A { get f() ", " }"],
    ["const a = { async *f() ", " };"],
    ["Deno.test('f', function () ", ");"],
    // What the formatter breaks before the body counts as well.
    ["const f = (\n  { a }: A,\n): B => ", ";"],
  ];
  for (const [before, after] of rows) {
    const lines = 61 - (before.split("\n").length - 1);
    const [long, short] = [lines, lines - 1].map((each) => before + inside(each) + after);
    assert.deepEqual(found("a.tsx", long!), ["a.tsx:1 the function has 61 lines"], before);
    assert.deepEqual(found("a.tsx", short!), [], before);
  }
});

Deno.test("syntax: spreads of literals are found, of anything else they are not", () => {
  const what = "a.tsx:1 a literal is spread: write its parts without it";
  const rows: readonly (readonly [source: string, count: number])[] = [
    ["const a = { ...{ b, c }, d };", 1],
    ['const a = [...["b"] as const, ...["c"] satisfies string[]];', 2],
    ["call(...[1, 2]);", 1],
    ["const a = { ...{ b, ...{ c } } };", 2],
    ["const a = <p {...{ id: b }} />;", 1],
    ["const a = { ...b, ...(c ? { d } : {}), ...call({ e }) };", 0],
    ["const a = [...[b, c].map(String), ...d];", 0],
    ["const { a, ...b } = c;", 0],
    ['const a = "...{ b }";', 0],
  ];
  for (const [source, count] of rows) {
    assert.deepEqual(found("a.tsx", source), Array(count).fill(what), source);
  }
});
