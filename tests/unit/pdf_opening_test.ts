// What a PDF may do when it is opened: show a place of itself, as office programs write it into every file. Everything else is
// refused, wherever and however it is written.
import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { documentProblem } from "../../bank/giving/document.ts";
import { asPdf, latin, pdfOf, streamObject } from "../support/papers.ts";

const PLACES = [
  "[3 0 R /XYZ null null 0]",
  "[3 0 R/FitH null]",
  "[3 0 R /Fit]",
  "[0 /FitB]",
  "null",
  "[3 0 R/XYZ -1.5 .5 +2.]",
  "[%/S/URI\n3 0 R/FitR 0 0 10 10]",
  "[3 0 R /#46it]",
  "<</S/GoTo/D[3 0 R/Fit]>>",
  "<</Type/Action/S/GoTo/D(chapter)>>",
  "<</S/GoTo/D/chapter>>",
  "<</S/GoTo/D<616263>>>",
  "<</S/GoTo/D[3 0 R/Fit]/SD[4 0 R/Fit]>>",
];

const ACTS = [
  "<</S/URI/URI(https://x.example)>>",
  "<</S/Named/N/Print>>",
  "<</S/GoToR/F(x)/D[0/Fit]>>",
  "<</S/Thread/D 0>>",
  "<</S/Movie>>",
  "<</S/Hide/T(x)>>",
  "<</S/Rendition>>",
  "<<>>",
  "<</S/GoTo/D[3 0 R/Fit]/Next<</S/URI/URI(x)>>>>",
  "<</S/GoTo/D[3 0 R/Fit]/#4eext 9 0 R>>",
  "<</S/GoTo/S/URI/D[3 0 R/Fit]/URI(x)>>",
  "<</S/URI/S/GoTo/D[3 0 R/Fit]>>",
  "<</D[3 0 R/Fit]>>",
  "<</S/#55RI/URI(x)>>",
  "<</S/GoTo/D<</S/URI/URI(x)>>>>",
  "[<</S/URI/URI(x)>>/Fit]",
  "[3 0 R /URI]",
  "[3 0 R]",
  "[]",
  "[3 0 R/Fit(x)]",
  "(chapter)",
  "/chapter",
  "7",
  "true",
  "99 0 R",
];

const problemOf = (...parts: readonly (string | Uint8Array)[]) =>
  documentProblem(asPdf(pdfOf(...parts)))?.reason ?? null;

/** Objects 8 and, if there is a second, 9, written together. */
const together = (eight: string, nine = "null") =>
  streamObject(
    `/Type/ObjStm/N 2/First ${`8 0 9 ${eight.length + 1} `.length}/Filter/FlateDecode`,
    new Uint8Array(deflateSync(latin(`8 0 9 ${eight.length + 1} ${eight} ${nine}`))),
  );

const catalog = (value: string, key = "OpenAction") =>
  `1 0 obj<</Type/Catalog/${key} ${value}>>endobj\n`;

/** Every way in which a value can be that of /OpenAction. */
const WAYS: Readonly<Record<string, (value: string) => readonly (string | Uint8Array)[]>> = {
  "in the catalog": (value) => [catalog(value)],
  "under a name in hex": (value) => [catalog(value, "Open#41ction")],
  "in an object of its own": (value) => [catalog("8 0 R"), `8 0 obj\n${value}\nendobj\n`],
  "in an object that leads to it": (value) => [
    catalog("9 0 R"),
    `9 0 obj 8 0 R endobj 8 0 obj ${value} endobj\n`,
  ],
  "written together": (value) => [together(`<</OpenAction ${value}>>`)],
  "written together, in an object of its own": (
    value,
  ) => [together("<</OpenAction 9 0 R>>", value)],
  "in the catalog, to one written together": (value) => [catalog("8 0 R"), together(value)],
};

for (const [way, written] of Object.entries(WAYS)) {
  Deno.test(`opening, ${way}: a place is harmless`, () => {
    for (const place of PLACES) assert.equal(problemOf(...written(place)), null, place);
  });

  Deno.test(`opening, ${way}: everything else is refused`, () => {
    for (const act of ACTS) {
      const reason = problemOf(...written(act)) ?? "it was taken";
      assert.match(reason, /such an \/OpenAction is not taken: print it/, act);
    }
  });
}

const [HARMLESS, ACTING] = ["[3 0 R/Fit]", "<</S/URI/URI(x)>>"];

/** A reader takes one of them, another one the other. */
const TWICE: Readonly<Record<string, readonly (string | Uint8Array)[]>> = {
  "a key": [catalog(`${HARMLESS}/OpenAction${ACTING}`)],
  "a catalog": [catalog(HARMLESS), catalog(ACTING)],
  "an object": [catalog("8 0 R"), `8 0 obj${HARMLESS}endobj 8 0 obj${ACTING}endobj\n`],
  "an object with another spacing": [
    catalog("8 0 R"),
    `8 0 obj${HARMLESS}endobj\n008\n\n0\tobj${ACTING}endobj\n`,
  ],
  "an object with a comment in its number": [
    catalog("8 0 R"),
    `8 0 obj${HARMLESS}endobj\n8%\n0 obj${ACTING}endobj\n`,
  ],
  "an object, once alone and once together": [
    catalog("8 0 R"),
    `8 0 obj${HARMLESS}endobj\n`,
    together(ACTING),
  ],
};

for (const [what, parts] of Object.entries(TWICE)) {
  Deno.test(`opening: ${what} that is there twice is refused for the worse one`, () => {
    assert.match(problemOf(...parts) ?? "it was taken", /OpenAction/);
    assert.equal(problemOf(catalog(HARMLESS)), null);
  });
}

Deno.test("opening: references that lead to themselves lead nowhere", () => {
  assert.match(problemOf(catalog("8 0 R"), "8 0 obj 8 0 R endobj\n") ?? "", /OpenAction/);
  const round = "8 0 obj 9 0 R endobj 9 0 obj 8 0 R endobj\n".repeat(1_000);
  assert.match(problemOf(catalog("8 0 R"), round) ?? "", /OpenAction/);
});
