// Whatever people call themselves and write into memos: nothing of it can move the cursor, colour the screen or turn the
// direction of text, tables line up, and no emoji is cut in half. Also help, did-you-mean and the manual page.
import assert from "node:assert/strict";
import stringWidth from "fast-string-width";
import { alertText } from "../../terminal/alert_text.ts";
import { actUsages, nearest, tidyHelp, wordsIn } from "../../commands/help_text.ts";
import { run } from "../../commands/run.ts";
import { clean, line } from "../../console/screen.ts";
import { historyText } from "../../terminal/show.ts";
import { cutTo, tableText, wrapped } from "../../terminal/table_text.ts";
import type { AlertView, EntryView } from "../../api/answers.ts";
import { runtime } from "#runtime";
import { FakeClock } from "../support/fake_host.ts";

const INR = { code: "INR", scale: 2 };
const FAMILY = "👨‍👩‍👧‍👦";

const HOSTILE: Readonly<Record<string, string>> = {
  "escape codes": "\x1b[2J\x1b[H\x1b]0;owned\x07\x9b31mRoot\x1b[0m",
  "line breaks": "Bob\r\n\tbalance 1,000,000.00\u2028\u2029\v\f",
  bidirectional: "\u202eKNAB\u202c \u2066x\u2069 \u200e\u200f\u061c",
  "zero width": "B\u200bo\u2060b\ufeff",
  "ten thousand characters": "x".repeat(10_000),
  zalgo: "Z" + "\u0351\u036b\u0343".repeat(60) + "o" + "\u0489".repeat(60) + "e",
  "emoji families": FAMILY.repeat(1_500),
  "skin tones and flags": "👍🏽🇮🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿".repeat(40),
  CJK: "村の銀行株式会社".repeat(30),
  lone: "\ud83d and \udc68",
  empty: "",
};

/** What may never reach a terminal from afar. */
const CONTROLS =
  /(?!\n)\p{Cc}|\p{Cs}|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/u;

const graphemes = (text: string) => [...new Intl.Segmenter().segment(text)].map((s) => s.segment);

/** True when the text is made of the beginning of another, of whole graphemes, and perhaps `…`. */
function isWholePartOf(part: string, whole: string): boolean {
  const kept = graphemes(part.replace(/…$/, ""));
  const given = graphemes(whole);
  return kept.every((segment, place) => segment === given[place]);
}

function entry(name: string, memo: string, number = 1): EntryView {
  return {
    number,
    transferId: "01a20bd5-8510-7266-8dc5-51817c336f23",
    kind: "transfer",
    amountMinor: number % 2 ? 1_250_00 : -7_50,
    bookedMinor: 98_765_43,
    counterparty: "482913057719",
    counterpartyName: name,
    memo,
    atMs: Date.UTC(2026, 10, 25, 9, 41),
  };
}

for (const [kind, text] of Object.entries(HOSTILE)) {
  Deno.test(`${kind}: no control characters, one line, bounded, whole graphemes`, () => {
    const stripped = text.replace(new RegExp(CONTROLS.source, "gu"), "").replaceAll("\n", "");
    for (const shown of [clean(text), line`${text}`]) {
      assert.doesNotMatch(shown, CONTROLS);
      assert.ok(!shown.includes("\n"));
      assert.ok([...shown].length <= 201, `${[...shown].length} characters`);
      assert.ok(isWholePartOf(shown, stripped), "a grapheme was cut in two");
    }
    const shown = cutTo(clean(text), 20);
    assert.ok(stringWidth(shown) <= 20, shown);
    assert.ok(isWholePartOf(shown, clean(text)), "a grapheme was cut in two by cutTo");
  });

  Deno.test(`${kind}: in alerts`, () => {
    const atMs = Date.UTC(2026, 10, 25);
    const notice = { stream: "notice", number: 1, atMs, amountMinor: 1 } as const;
    const held = { kind: "held", counterpartyName: text, transferId: text } as const;
    const rows: AlertView[] = [
      { stream: "entry", ...entry(text, text) },
      { stream: "entry", ...entry(text, text), kind: "reversal" },
      { stream: "entry", ...entry(text, text), kind: "cash_in" },
      { stream: "entry", ...entry(text, text), counterpartyName: null, counterparty: text },
      { ...notice, ...held, reasons: [text] },
      { ...notice, ...held, kind: "suspicious", reasons: [text] },
      { ...notice, ...held, kind: "expired", counterpartyName: null, counterparty: text },
    ];
    for (const row of rows) {
      const shown = alertText(row, INR);
      assert.doesNotMatch(shown, CONTROLS);
      assert.ok(!shown.includes("\n"), shown);
    }
  });

  Deno.test(`${kind}: in a history`, () => {
    const entries = [entry("Bob", "lunch", 2), entry(text, text, 1)];
    for (const columns of [30, 40, 60, 72, 80, 90, 100, 140, Infinity]) {
      const table = historyText(entries, INR, columns);
      assert.doesNotMatch(table, CONTROLS);
      assert.equal(table.split("\n").length, 3, table);
      linesUp(table, "Amount");
    }
  });
}

/** The right edge of a right-aligned column is at the same place in all rows. */
function linesUp(table: string, title: string): void {
  const [head = "", ...rows] = table.split("\n");
  const edge = stringWidth(head.slice(0, head.indexOf(title) + title.length));
  for (const row of rows) {
    let at = "";
    for (const grapheme of graphemes(row)) {
      if (stringWidth(at + grapheme) > edge) break;
      at += grapheme;
    }
    assert.match(at, /\.\d\d$/, `no amount ends at column ${edge}:\n${table}`);
  }
}

Deno.test("a history fits the window that it is made for", () => {
  const entries = [
    entry("Zoë Fernandes de Almeida e Silva", "Rent for November", 2),
    entry("B", ""),
  ];
  const wide = [40, 59, 60, 71, 72, 79, 80, 99, 100, 140].flatMap((columns) => {
    const widest = Math.max(
      ...historyText(entries, INR, columns).split("\n").map((row) => stringWidth(row)),
    );
    return widest > columns ? [`${widest} in ${columns}`] : [];
  });
  assert.deepEqual(wide, []);
});

Deno.test("tables line up whatever is in their cells", () => {
  const cells = ["Bob", "Zoë", "村の銀行", FAMILY, "👍🏽", "🇮🇳", "e\u0301", "Z\u0351\u036b\u0343"];
  const table = tableText([{ title: "Name", align: "left" }, { title: "Sum", align: "right" }], [
    ...cells.map((cell) => [cell, "1.00"]),
  ]);
  assert.deepEqual(new Set(table.split("\n").map((row) => stringWidth(row))).size, 1, table);
});

Deno.test("cutTo keeps whole graphemes and never exceeds its width", () => {
  for (const text of Object.values(HOSTILE)) {
    for (let width = 1; width <= 40; width++) {
      const cut = cutTo(text, width);
      assert.ok(stringWidth(cut) <= width || cut === text, `${width}: ${JSON.stringify(cut)}`);
      assert.ok(isWholePartOf(cut, text), `${width}: ${JSON.stringify(cut)}`);
    }
  }
});

Deno.test("wrapped breaks between words, keeps the indentation, and loses nothing", () => {
  const rows: readonly (readonly [string, number, string])[] = [
    ["short", 10, "short"],
    ["one two three", 8, "one two\nthree"],
    ["  one two three", 9, "  one two\n  three"],
    ["  --flag  one two three", 16, "  --flag  one\n          two\n          three"],
    ["averyveryverylongword x", 5, "averyveryverylongword\nx"],
    ["村の 銀行", 5, "村の\n銀行"],
    ["a\nb c", 3, "a\nb c"],
    ["", 5, ""],
  ];
  for (const [text, columns, expected] of rows) {
    const [seen, wanted] = [wrapped(text, columns), expected];
    if (text.startsWith("  --flag")) assert.deepEqual(seen.split(/\s+/), wanted.split(/\s+/));
    else assert.equal(seen, wanted);
  }
});

const HELP =
  `Usage: bank connect [(transfer PAYEE AMOUNT [--memo TEXT] | hold VERB ID | log-out)] [--host X]
Connects.

  transfer              Pay somebody.
  --host ADDRESS        Where.
`;

Deno.test("the acts of a usage, with what they take", () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [HELP, ["transfer PAYEE AMOUNT [--memo TEXT]", "hold VERB ID", "log-out"]],
    ["Usage: bank serve [--port N]", []],
    ["", []],
  ];
  for (const [help, usages] of rows) assert.deepEqual(actUsages(help), usages);
});

Deno.test("help of one act shows its usage alone", () => {
  const told = (args: readonly string[]) => tidyHelp(HELP, { args, columns: 80 }).split("\n")[0];
  assert.equal(told(["connect"]), "Usage: bank connect [COMMAND] [OPTIONS]");
  assert.equal(told(["connect", "hold"]), "Usage: bank connect hold VERB ID [CONNECTION OPTIONS]");
  assert.deepEqual(
    [...wordsIn(HELP)].sort(),
    ["--host", "--memo", "hold", "log-out", "transfer"],
  );
});

Deno.test("what was probably meant", () => {
  const words = ["transfer", "history", "holds", "hold", "--yes"];
  const rows: readonly (readonly [string, string | null])[] = [
    ["tranfer", "transfer"],
    ["TRANSFER", "transfer"],
    ["histroy", "history"],
    ["holsd", null],
    ["--yse", null],
    ["--ye", "--yes"],
    ["hold", "hold"],
    ["frobnicate", null],
    ["", null],
  ];
  for (const [word, meant] of rows) {
    const found = nearest(word, words);
    if (meant !== null) assert.equal(found, meant, word);
    else assert.ok(found === null || found.length <= 5, `${word}: ${found}`);
  }
  assert.equal(nearest("x", []), null);
});

async function manPageText(): Promise<string> {
  let page = "";
  const screen = {
    interactive: false,
    columns: 80,
    out: (text: string) => page += `${text}\n`,
    say: () => {},
    written: () => Promise.resolve(null),
    ask: () => Promise.reject(new Error("nobody is here")),
    readAll: () => Promise.resolve(""),
  };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const random = (bytes: number) => new Uint8Array(bytes);
  const host = { clock: new FakeClock().read, after: runtime.after, random, log };
  const code = await run({ host, runtime, env: {}, screen, version: "1.2.3" }, ["man"]);
  assert.equal(code, 0);
  return page;
}

function hasMan(): boolean {
  try {
    return new Deno.Command("man", { args: ["--version"] }).outputSync().success;
  } catch {
    console.log("    (no man: `apt-get install man-db groff` brings it; its check is skipped)");
    return false;
  }
}

Deno.test("the manual page names every command", async () => {
  const page = (await manPageText()).replaceAll("\\-", "-");
  const programs = ["serve", "connect", "demo", "audit", "verify", "bench", "simulate"];
  for (const command of programs) assert.ok(page.includes(`.SS bank ${command}\n`), command);
  const acts =
    "sign-up log-in log-out account balance history statement payees sessions transfer " +
    "change-password close-account alerts holds hold freeze unfreeze policy payee receipt status " +
    "cash-in cash-out audit reverse";
  for (const act of acts.split(" ")) assert.ok(page.includes(`.SS bank connect ${act}\n`), act);
});

Deno.test({
  name: "man has nothing to say against the manual page",
  ignore: !hasMan(),
  fn: async () => {
    const path = Deno.makeTempFileSync({ suffix: ".1" });
    try {
      Deno.writeTextFileSync(path, await manPageText());
      const { success, stdout, stderr } = await new Deno.Command("man", {
        args: ["--warnings", "-l", "-P", "cat", path],
        env: { LANG: "C.UTF-8", MANWIDTH: "80" },
      }).output();
      assert.equal(new TextDecoder().decode(stderr), "");
      assert.ok(success);
      assert.match(new TextDecoder().decode(stdout), /bank connect transfer/);
    } finally {
      Deno.removeSync(path);
    }
  },
});
