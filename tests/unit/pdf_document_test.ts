// PDFs that act, hide or carry something, in every way of writing it that readers understand; and that no honest scan is taken
// for one of them by chance.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { deflateRawSync, deflateSync, inflateSync } from "node:zlib";
import { DOCUMENT_BYTES_MAX, documentProblem } from "../../bank/giving/document.ts";
import { seededRandom } from "../support/fake_host.ts";
import { asPdf, latin, objectStream, pdfOf, streamObject } from "../support/papers.ts";

const FORBIDDEN = [
  "Encrypt",
  "JavaScript",
  "JS",
  "Launch",
  "EmbeddedFile",
  "EmbeddedFiles",
  "EF",
  "AA",
  "RichMedia",
  "XFA",
  "SubmitForm",
  "ImportData",
  "OnInstantiate",
  "OpenAction",
];

const hex = (letter: string) => `#${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;

/** The same name in other writings (ISO 32000-2, 7.3.5). */
function writings(name: string): string[] {
  const letters = [...name];
  return [
    name,
    hex(name[0]!) + name.slice(1),
    name.slice(0, -1) + hex(name.at(-1)!),
    letters.map(hex).join(""),
    letters.map((letter) => hex(letter).toUpperCase()).join(""),
    letters.map((letter, place) => place % 2 ? hex(letter) : letter).join(""),
  ];
}

/** What is wrong, and how to save it so that it is taken. */
const SAYS_HOW =
  /^a PDF with (?:such an )?\/\w+ is not taken: (?:print it to a new PDF|save it without [a-z ]+)$/;

const AFTER = [
  " 5 0 R",
  "(app.alert(1))",
  "<</S/x>>",
  "[1]",
  "/x",
  "\n1",
  "\r1",
  "\0 1",
  "\t1",
  "%\n1",
  "<61>",
];

Deno.test("PDF: each forbidden name, however it is written and whatever follows", () => {
  for (const name of FORBIDDEN) {
    for (const written of writings(name)) {
      for (const after of AFTER) {
        const pdf = pdfOf(`9 0 obj<</${written}${after}>>endobj\n`);
        const problem = documentProblem(asPdf(pdf))?.reason ?? "it was taken";
        assert.match(problem, SAYS_HOW, `/${written}${after}`);
      }
      const hidden = pdfOf(objectStream(`<</${written} 5 0 R>>`));
      assert.match(
        documentProblem(asPdf(hidden))?.reason ?? "it was taken",
        /is not taken/,
        written,
      );
    }
  }
});

Deno.test("PDF: short names count where they are keys, not in strings and pictures", () => {
  const picture = latin("x/AA 1/JS 2/XFA 3/EF 4");
  const taken = [
    "9 0 obj<</Title(/AA /JS \\) /XFA)/Kind/AA>>endobj\n",
    "9 0 obj(<</AA 1>>)endobj\n",
    streamObject("/Subtype/Image/Filter/DCTDecode", picture),
    streamObject("", picture),
    streamObject("/N 4/Filter/FlateDecode", new Uint8Array(deflateSync(picture))),
  ];
  for (const part of taken) assert.equal(documentProblem(asPdf(pdfOf(part))), null, String(part));
  const refused = [
    "9 0 obj<</A[<</B<</AA 1>>>>]>>endobj\n",
    "9 0 obj<</Title(obj)/AA 1>>endobj\n",
    "8 0 obj(stream\n)endobj 9 0 obj<</AA 1>>endobj 10 0 obj<<>>stream\n\nendstream\n",
    "9 % comment\n0 obj % comment >>\n<<% >>\n/AA 1>>endobj\n",
    `9 0 obj${"[".repeat(60)}<</AA 1>>${"]".repeat(60)}endobj\n`,
  ];
  for (const part of refused) {
    assert.notEqual(documentProblem(asPdf(pdfOf(part))), null, part);
  }
});

Deno.test("PDF: encrypted ones are refused", () => {
  const trailer = "trailer<</Root 1 0 R/Encrypt 9 0 R/ID[<00><00>]>>\nstartxref\n9\n";
  assert.match(documentProblem(asPdf(pdfOf(trailer)))?.reason ?? "", /Encrypt/);
});

const acting = "<</S/JavaScript/JS(app.alert(1))>>";
const text = `8 0 ${acting}`;
const deflated = () => new Uint8Array(deflateSync(latin(text)));

function wrongChecksum(): Uint8Array {
  const bytes = deflated();
  bytes[bytes.length - 1]! ^= 0xff;
  return bytes;
}

/** A piece that is stored as it is has the word that ends a stream; what acts comes behind it, compressed. */
function withEndInside(): Uint8Array {
  const [first, rest] = [latin("%endstream\n"), latin(text)];
  const stored = Buffer.from([0, first.length, 0, ~first.length & 0xff, 0xff]);
  let [a, b] = [1, 0];
  for (const byte of [...first, ...rest]) [a, b] = [(a + byte) % 65_521, (b + a + byte) % 65_521];
  const sum = Buffer.from([b >> 8, b & 0xff, a >> 8, a & 0xff]);
  const bytes = Buffer.concat([Buffer.from([0x78, 1]), stored, first, deflateRawSync(rest), sum]);
  assert.equal(inflateSync(bytes).toString("latin1"), `%endstream\n${text}`);
  return new Uint8Array(bytes);
}

/** Each byte is written as the difference from the one before (PNG's filter 1). */
function predicted(): Uint8Array {
  const plain = latin(text);
  const row = [1, ...plain.map((byte, at) => (byte - (plain[at - 1] ?? 0)) & 0xff)];
  return new Uint8Array(deflateSync(Buffer.from(row)));
}

const runLength = Buffer.concat([
  ...[...latin(text)].map((byte) => Buffer.from([0, byte])),
  Buffer.from([128]),
]);
const hexed = latin(`${latin(text).toString("hex")}>`);
const together = "/Type/ObjStm/N 1/First 4";

/** What is unpacked says nothing bad; where its objects are does not stand in it. */
const withFirst = (first: string) =>
  streamObject(
    `/Type/ObjStm/N 1/First ${first}/Filter/FlateDecode`,
    new Uint8Array(deflateSync(latin("8 0 <</S/URI>>"))),
  );

/** ASCII85 (ISO 32000-2, 7.4.3). */
function base85(bytes: Uint8Array = latin(text)): Uint8Array {
  const words: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const group = Buffer.concat([bytes.subarray(at, at + 4), Buffer.alloc(4)]);
    let value = group.readUInt32BE(0);
    const letters = Array.from({ length: 5 }, () => {
      const letter = String.fromCharCode(33 + value % 85);
      value = Math.floor(value / 85);
      return letter;
    }).reverse().join("");
    const missing = Math.max(0, at + 4 - bytes.length);
    words.push(letters === "!!!!!" && missing === 0 ? "z" : letters.slice(0, 5 - missing));
  }
  return latin(`${words.join("")}~>`);
}

function oldMac(): Buffer {
  const object = objectStream(acting).toString("latin1");
  return latin(object.replace(">>\nstream\n", ">>stream\r"));
}

/** Readers show what is in each of these; a check that cannot look into one must refuse it. */
const HIDDEN: readonly (readonly [what: string, object: Buffer])[] = [
  ["said to be a picture", objectStream(acting, "/Subtype/Image/Filter/FlateDecode")],
  [
    "said to be a picture in a comment",
    objectStream(acting, "/Filter/FlateDecode%/Subtype/Image\n"),
  ],
  ["with a wrong checksum", streamObject(`${together}/Filter/FlateDecode`, wrongChecksum())],
  ["without its end", streamObject(`${together}/Filter/FlateDecode`, deflated().subarray(0, -5))],
  ["with an end inside", streamObject(`${together}/Filter/FlateDecode`, withEndInside())],
  [
    "as differences",
    streamObject(
      `${together}/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns ${text.length}>>`,
      predicted(),
    ),
  ],
  ["in hex", streamObject(`${together}/Filter/ASCIIHexDecode`, hexed)],
  ["in runs", streamObject(`${together}/Filter/RunLengthDecode`, runLength)],
  [
    "compressed, then in hex",
    streamObject(
      `${together}/Filter[/ASCIIHexDecode/FlateDecode]`,
      latin(`${Buffer.from(deflated()).toString("hex")}>`),
    ),
  ],
  [
    "behind a dictionary of a kilobyte",
    objectStream(
      acting,
      `/Subtype/Image${" ".repeat(1_000)}/Filter/FlateDecode`,
    ),
  ],
  ["compressed under a name in hex", objectStream(acting, "/Filter/#46lateDecode")],
  ["behind a string that says obj", objectStream(acting, "/Filter/FlateDecode/Title(1 0 obj)")],
  ["with its filter in another object", objectStream(acting, "/Filter 8 0 R")],
  ["with two filters", objectStream(acting, "/Filter/DCTDecode/Filter/FlateDecode")],
  ["in another file", objectStream(acting, "/Filter/FlateDecode/F(other.bin)")],
  ["with a beginning in another object", withFirst("8 0 R")],
  ["with two beginnings", withFirst("4/First 5")],
  ["in letters of base 85", streamObject(`${together}/Filter/ASCII85Decode`, base85())],
  ["compressed, then in base 85", streamObject(`${together}/Filter[/A85/Fl]`, base85(deflated()))],
  ["in a way that is not known here", objectStream(acting, "/Filter/LZWDecode")],
  ["behind a line that ends like on an old Mac", oldMac()],
];

for (const [what, object] of HIDDEN) {
  Deno.test(`PDF: objects written together, ${what}, are not taken on trust`, () => {
    assert.notEqual(documentProblem(asPdf(pdfOf(object))), null);
  });
}

Deno.test("PDF: bombs are refused, alone and together, without unfolding them", () => {
  const zeros = (bytes: number) => new Uint8Array(deflateSync(Buffer.alloc(bytes)));
  const bomb = streamObject("/Filter/FlateDecode", zeros(65 * 1024 * 1024));
  const small = streamObject("/Filter/FlateDecode", zeros(9 * 1024 * 1024));
  const rows: readonly (readonly [string, Buffer])[] = [
    ["one of 65 MiB", pdfOf(bomb)],
    ["eight of 9 MiB", pdfOf(...Array.from({ length: 8 }, () => small))],
  ];
  for (const [what, pdf] of rows) {
    assert.ok(pdf.length < 200_000, what);
    assert.match(documentProblem(asPdf(pdf))?.reason ?? "", /unfolds to too much/, what);
  }
  assert.equal(documentProblem(asPdf(pdfOf(small))), null, "nine MiB are no bomb");
});

Deno.test("PDF: a scan of 4 MiB is not refused because of what chance wrote into its picture", () => {
  const refused: string[] = [];
  for (let seed = 1; seed <= 12; seed++) {
    const picture = seededRandom(seed)(DOCUMENT_BYTES_MAX - 1024 * 1024);
    const pdf = pdfOf(streamObject("/Subtype/Image/Filter/DCTDecode", picture));
    const problem = documentProblem(asPdf(pdf));
    if (problem !== null) refused.push(`seed ${seed}: ${problem.reason}`);
  }
  assert.deepEqual(refused, []);
});

Deno.test("PDF: pages and pictures that cannot be unpacked are only not seen", () => {
  const rows: readonly (readonly [what: string, object: Buffer])[] = [
    ["packed as long ago", streamObject("/Filter/LZWDecode", latin("xyz"))],
    ["damaged", streamObject("/Filter/FlateDecode", latin("xyz"))],
    ["empty", streamObject("/Filter/FlateDecode", latin(""))],
    ["a picture in two ways", streamObject("/Filter[/FlateDecode/DCTDecode]", deflated())],
    [
      "a scan of a page at 600 dots per inch",
      streamObject(
        "/Subtype/Image/Width 4960/Height 7016/Filter/FlateDecode",
        new Uint8Array(deflateSync(Buffer.alloc(3 * 4_960 * 7_016, 0xff))),
      ),
    ],
  ];
  for (const [what, object] of rows) {
    assert.equal(documentProblem(asPdf(pdfOf(object))), null, what);
  }
});

/** 5 MiB of what a reader that looks back, or on, or in again at each step, would never come to the end of. */
const ENDLESS = [
  "obj",
  "1 0 obj",
  "1 0 obj<<>>stream\n",
  "1 0 obj<</N 1>>stream\n",
  "obj(",
  "obj[",
  "obj<<",
  "(",
  " ",
  "1",
  "1 ",
  "%\n",
  "#4a",
  "/OpenAction 5 0 R ",
  "1 0 obj 1 0 R ",
  "endobj",
  "1 0 obj<</N 1/Filter/AHx>>stream\n00>",
  "1 0 obj<</N 1/Filter/Fl>>stream\nx",
];

Deno.test("PDF: the check comes to an end in whatever is handed in", () => {
  for (const part of ENDLESS) {
    const bytes = pdfOf("9 0 obj", part.repeat(4_900_000 / part.length));
    const atMs = performance.now();
    documentProblem(asPdf(bytes));
    // The slowest takes two seconds on a busy machine; squares of such lengths take hours.
    assert.ok(performance.now() - atMs < 60_000, part);
  }
});
