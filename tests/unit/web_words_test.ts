// web/words/*.json: every English text of the pages has its Hindi and its Tamil, in their own letters, with the same
// places in double braces and the same code; nothing is left over.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { WORDS } from "../../web/words.ts";

const WEB = new URL("../../web/", import.meta.url);
/** In which letters each is written. */
const LETTERS: Readonly<Record<keyof typeof WORDS, RegExp>> = {
  hi: /\p{Script=Devanagari}/u,
  ta: /\p{Script=Tamil}/u,
};
const LANGUAGES = (Object.keys(LETTERS) as (keyof typeof WORDS)[]).map((language) =>
  [language, WORDS[language], LETTERS[language]] as const
);

/** Texts that are the same in every language. */
const SAME: ReadonlySet<string> = new Set<string>([]);
/** The only file that passes on a text it does not know. */
const PASSES_ON = "words.ts";

const CALL = /\bt\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[^)])/g;

/** @returns texts in the order of the source, and calls whose text cannot be read there. */
function textsIn(source: string): { texts: string[]; unread: string[] } {
  const [texts, unread]: [string[], string[]] = [[], []];
  for (const { 0: call, 1: double, 2: single, index } of source.matchAll(CALL)) {
    const text = double ?? single;
    if (text === undefined) unread.push(source.slice(index, index + 60));
    else texts.push(text.replace(/\\(.)/g, "$1"));
    assert.ok(!/\\[^"'\\]/.test(text ?? ""), `an escape that this test does not read: ${call}`);
  }
  return { texts, unread };
}

const FILES = readdirSync(WEB).filter((name) => /\.tsx?$/.test(name)).map((name) => ({
  name,
  ...textsIn(readFileSync(new URL(name, WEB), "utf8")),
}));
const KEYS: ReadonlySet<string> = new Set(FILES.flatMap(({ texts }) => texts));

/** Places in double braces and code in backticks, in any order. */
function fixedParts(text: string): readonly string[] {
  return (text.match(/\{\{[^}]*\}\}|`[^`]*`/g) ?? []).toSorted();
}

Deno.test("web words: texts are found however they are written down", () => {
  const { texts, unread } = textsIn(
    `t("one") visit.t( \n 'two "{{x}}"', { x }) t(\n"a \\"b\\"",\n) at("no") t(name) t(\`\${x}\`)`,
  );
  assert.deepEqual(texts, ["one", 'two "{{x}}"', 'a "b"']);
  assert.equal(unread.length, 2);
  assert.ok(KEYS.size > 200, `only ${KEYS.size} texts found`);
});

Deno.test("web words: pages ask for texts that stand in the source", () => {
  const unread = FILES.filter(({ name }) => name !== PASSES_ON)
    .flatMap(({ name, unread }) => unread.map((call) => `${name}: ${call}`));
  assert.deepEqual(unread, []);
});

for (const [language, words, letters] of LANGUAGES) {
  Deno.test(`web words: ${language} has every text`, () => {
    assert.deepEqual([...KEYS].filter((key) => !words[key]?.trim()), []);
  });

  Deno.test(`web words: ${language} has nothing that no page shows`, () => {
    assert.deepEqual(Object.keys(words).filter((key) => !KEYS.has(key)), []);
  });

  Deno.test(`web words: ${language} is sorted, so that two people add without conflicts`, () => {
    assert.deepEqual(Object.keys(words), Object.keys(words).toSorted());
  });

  Deno.test(`web words: ${language} keeps places and code`, () => {
    for (const [key, text] of Object.entries(words)) {
      assert.deepEqual(fixedParts(text), fixedParts(key), key);
    }
  });

  Deno.test(`web words: ${language} is not English`, () => {
    for (const [key, text] of Object.entries(words)) {
      if (SAME.has(key)) continue;
      assert.notEqual(text, key);
      assert.match(text, letters, key);
    }
  });
}

Deno.test("web words: texts that stay the same are texts of the pages", () => {
  assert.deepEqual([...SAME].filter((key) => !KEYS.has(key)), []);
});

Deno.test("web words: the rules for Varnish know the paths of every language", () => {
  const rules = readFileSync(new URL("../docs/cdn/varnish.vcl", WEB), "utf8");
  const found = [...rules.matchAll(/\(\/\(([a-z|]+)\)\)\?/g)].map(([, languages]) => languages);
  assert.ok(found.length > 0);
  for (const languages of found) assert.equal(languages, Object.keys(WORDS).join("|"));
});
