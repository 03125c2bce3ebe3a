// Documents that are handed in: whole ones are taken, files that are two things at once, act, hide, unfold or lie are not, and
// no file whatever makes the check itself fail.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { deflateSync } from "node:zlib";
import * as fc from "fast-check";
import { DOCUMENT_BYTES_MAX, documentProblem, type Handed } from "../../bank/giving/document.ts";
import {
  asJpeg,
  asPdf,
  asPng,
  chunk,
  JPEG_BEGIN,
  JPEG_END,
  jpegOf,
  latin,
  objectStream,
  pdfOf,
  PNG_BEGIN,
  pngHeader,
  pngOf,
  segment,
  streamObject,
  zipOf,
} from "../support/papers.ts";

type Row = readonly [what: string, handed: Handed, says: RegExp | null];

function table(rows: readonly Row[]): void {
  for (const [what, handed, says] of rows) {
    const problem = documentProblem(handed)?.reason ?? null;
    if (says === null) assert.equal(problem, null, what);
    else assert.match(problem ?? "it was taken", says, what);
  }
}

const deflated = (text: string) => new Uint8Array(deflateSync(latin(text)));

const GOOD: readonly Row[] = [
  ["a small PDF", asPdf(pdfOf()), null],
  [
    "one whose text is compressed",
    asPdf(pdfOf(streamObject("/Filter/FlateDecode", deflated("BT (Hello) Tj ET")))),
    null,
  ],
  ["one with objects together", asPdf(pdfOf(objectStream("<</Type/Font/Subtype/Type1>>"))), null],
  [
    "one with a picture",
    asPdf(pdfOf(streamObject("/Subtype/Image/Filter/DCTDecode", jpegOf()))),
    null,
  ],
  [
    "one with names that are nearly forbidden",
    asPdf(pdfOf("9 0 obj<</JSON 1/Launching 2/AAPL 3/XFAx 4>>endobj\n")),
    null,
  ],
  ["one that ends without a line end", asPdf(pdfOf().subarray(0, -1)), null],
  [
    "one that was added to",
    asPdf(Buffer.concat([pdfOf(), latin("9 0 obj<<>>endobj\n%%EOF\r\n")])),
    null,
  ],
  ["a JPEG", asJpeg(jpegOf()), null],
  ["a JPEG with a comment", asJpeg(jpegOf(8, 8, segment(0xfe, latin("scanned")))), null],
  ["a JPEG named .JPEG", { ...asJpeg(jpegOf()), fileName: "Licence.2024.JPEG" }, null],
  ["a PNG", asPng(pngOf()), null],
  ["a PNG with words", asPng(pngOf(4, 4, chunk("tEXt", latin("Title\0Licence")))), null],
  ["the largest picture", asPng(pngOf(10_000, 10_000)), null],
];

Deno.test("documents: small whole ones are taken", () => table(GOOD));

Deno.test("documents: name, type and content must agree", () => {
  const [pdf, jpeg, png] = [pdfOf(), jpegOf(), pngOf()];
  const named = (fileName: string) => ({ ...asPdf(pdf), fileName });
  const typed = (media: string) => ({ ...asPdf(pdf), media });
  table([
    ["PNG as PDF", asPdf(png), /does not begin like a PDF/],
    ["JPEG as PDF", asPdf(jpeg), /does not begin like a PDF/],
    ["PDF as PNG", asPng(pdf), /does not begin like a PNG/],
    ["PDF as JPEG", asJpeg(pdf), /does not begin like a JPEG/],
    ["PNG as JPEG", asJpeg(png), /does not begin like a JPEG/],
    ["HTML as PDF", asPdf(latin("<script>alert(1)</script>%%EOF")), /does not begin/],
    ["PDF behind something", asPdf(Buffer.concat([latin("\n"), pdf])), /does not begin/],
    ["PDF behind a kilobyte", asPdf(Buffer.concat([Buffer.alloc(1_000), pdf])), /does not begin/],
    ["no extension", named("scan"), /ends in \.pdf/],
    ["a program", named("scan.pdf.exe"), /ends in \.pdf/],
    ["a point at the end", named("scan.pdf."), /ends in \.pdf/],
    ["a picture's name", named("scan.png"), /ends in \.pdf/],
    ["a NUL", named("scan.pdf\0.html"), /ends in \.pdf/],
    ["a space", named("scan.pdf "), /ends in \.pdf/],
    ["HTML", typed("text/html"), /expected a PDF/],
    ["SVG", typed("image/svg+xml"), /expected a PDF/],
    ["anything", typed("application/octet-stream"), /expected a PDF/],
    ["nothing", typed(""), /expected a PDF/],
    ["capitals", typed("Application/PDF"), /expected a PDF/],
    ["empty", asPdf(Buffer.alloc(0)), /empty/],
    ["5 MiB and one", asPdf(Buffer.alloc(DOCUMENT_BYTES_MAX + 1)), /larger than 5 MiB/],
    ["5 MiB of nothing", asPdf(Buffer.alloc(DOCUMENT_BYTES_MAX)), /does not begin/],
  ]);
});

Deno.test("documents: a type that only JavaScript knows is none", () => {
  for (const media of ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"]) {
    table([[media, { ...asPdf(pdfOf()), media }, /expected a PDF/]]);
  }
});

Deno.test("documents: one file is one thing", () => {
  const html = latin("<html><script>alert(1)</script></html>");
  const zip = zipOf("hello");
  const with_ = (bytes: Uint8Array, more: Uint8Array) => Buffer.concat([bytes, more]);
  table([
    ["PDF and ZIP", asPdf(with_(pdfOf(), zip)), /does not end like a PDF/],
    ["PDF and HTML", asPdf(with_(pdfOf(), html)), /does not end like a PDF/],
    ["PDF and 40 spaces", asPdf(with_(pdfOf(), latin(" ".repeat(40)))), /does not end like a PDF/],
    ["JPEG and HTML", asJpeg(with_(jpegOf(), html)), /does not end like a JPEG/],
    ["JPEG and ZIP", asJpeg(with_(jpegOf(), zip)), /does not end like a JPEG/],
    ["JPEG and a byte", asJpeg(with_(jpegOf(), Buffer.from([0]))), /does not end like a JPEG/],
    ["JPEG and JPEG", asJpeg(with_(jpegOf(), jpegOf())), /does not end like a JPEG/],
    ["JPEG, HTML, end again", asJpeg(with_(jpegOf(), with_(html, JPEG_END))), /does not end/],
    ["PNG and HTML", asPng(with_(pngOf(), html)), /does not end like a PNG/],
    ["PNG and ZIP", asPng(with_(pngOf(), zip)), /does not end like a PNG/],
    ["PNG and a byte", asPng(with_(pngOf(), Buffer.from([0]))), /does not end like a PNG/],
    ["PNG and PNG", asPng(with_(pngOf(), pngOf())), /does not end like a PNG/],
    [
      "PNG that begins with words",
      asPng(with_(with_(PNG_BEGIN, chunk("tEXt")), pngOf())),
      /damaged/,
    ],
  ]);
});

Deno.test("documents: a ZIP that ends like a PDF is still a ZIP", () => {
  const bytes = Buffer.concat([pdfOf(), zipOf("hello", "\n%%EOF\n")]);
  table([["PDF and ZIP with a comment", asPdf(bytes), /PDF/]]);
});

Deno.test("pictures: too large when they are unfolded", () => {
  table([
    ["PNG, 65,536 squared", asPng(pngOf(65_536, 65_536)), /too large/],
    ["PNG, as large as can be said", asPng(pngOf(0x7fff_ffff, 0x7fff_ffff)), /too large/],
    ["PNG, one row too many", asPng(pngOf(10_000, 10_001)), /too large/],
    ["PNG, a second header", asPng(pngOf(4, 4, pngHeader(90_000, 90_000))), /too large|damaged/],
    ["JPEG, 65,535 squared", asJpeg(jpegOf(65_535, 65_535)), /too large/],
    ["JPEG, long and narrow", asJpeg(jpegOf(65_535, 1_526)), /too large/],
    ["JPEG, long and narrower", asJpeg(jpegOf(65_535, 1_525)), null],
  ]);
});

Deno.test("pictures: there is one in it", () => {
  table([
    ["JPEG of nothing", asJpeg(Buffer.concat([JPEG_BEGIN, JPEG_END])), /JPEG/],
    [
      "JPEG of a comment",
      asJpeg(Buffer.concat([JPEG_BEGIN, segment(0xfe, latin("x")), JPEG_END])),
      /JPEG/,
    ],
    ["PNG of a header", asPng(Buffer.concat([PNG_BEGIN, pngHeader(4, 4), chunk("IEND")])), /PNG/],
    ["PNG of nothing", asPng(Buffer.concat([PNG_BEGIN, chunk("IEND")])), /PNG/],
  ]);
});

const WHOLE: readonly (readonly [string, (bytes: Uint8Array) => Handed, Buffer])[] = [
  ["PDF", asPdf, pdfOf(objectStream("<</Type/Font>>"))],
  ["JPEG", asJpeg, jpegOf()],
  ["PNG", asPng, pngOf()],
];

for (const [name, as, whole] of WHOLE) {
  Deno.test(`${name}: cut off anywhere it is refused`, () => {
    const last = name === "PDF" ? whole.length - 1 : whole.length;
    for (let length = 0; length < last; length++) {
      const cut = new Uint8Array(whole.subarray(0, length));
      assert.notEqual(documentProblem(as(cut)), null, `cut to ${length} bytes`);
    }
  });

  Deno.test(`${name}: bytes that were changed at random never make the check fail`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(whole.length),
        (changes, length) => {
          const bytes = new Uint8Array(whole.subarray(0, length));
          for (const [at, byte] of changes) if (at < length) bytes[at] = byte;
          const problem = documentProblem(as(bytes));
          assert.ok(problem === null || problem.reason.length > 0);
        },
      ),
      { numRuns: 2_000 },
    );
  });
}
