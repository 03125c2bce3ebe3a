// PDFs as real programs write them: what people hand in is taken, with the harmless things that those programs write into
// every file; what acts, hides or carries something is refused, with a word about how to save it.
import assert from "node:assert/strict";
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { documentProblem } from "../../bank/giving/document.ts";
import { npmPackages, pythonWith } from "../support/installed.ts";
import { asPdf } from "../support/papers.ts";
import { ROOT, type Scratch, scratch } from "../support/program.ts";
import { hasTools, tool } from "../support/shipped.ts";

const HERE = join(ROOT, "tests", "interop");

/** Written by LibreOffice 7.4 (Calc, also as PDF/A-2) and by pdfTeX 1.40 with hyperref; too large to be installed for this. */
const FIXTURES = join(ROOT, "tests", "fixtures", "pdf");

const problemOf = (path: string) =>
  documentProblem(asPdf(new Uint8Array(readFileSync(path))))?.reason ?? null;

/** Each file by its name, and as many as the program should have written. */
function judge({ path }: Scratch, atLeast: number): void {
  const files = readdirSync(path).filter((name) => name.endsWith(".pdf"));
  assert.ok(files.length >= atLeast, `only ${files.join(", ")}`);
  for (const name of files) {
    const reason = problemOf(join(path, name));
    if (name.startsWith("taken")) assert.equal(reason, null, name);
    else assert.match(reason ?? "it was taken", /not taken: (print it to|save it without)/, name);
  }
}

Deno.test("PDFs of LibreOffice and pdfTeX are taken, with the place at which they open", () => {
  const names = readdirSync(FIXTURES);
  assert.deepEqual(names.length, 3);
  for (const name of names) {
    const path = join(FIXTURES, name);
    assert.match(readFileSync(path, "latin1"), /\/OpenAction|\/ObjStm/, name);
    assert.equal(problemOf(path), null, name);
  }
});

const python = pythonWith({
  name: "pdf_writers",
  packages: [
    "fpdf2==2.8.9",
    "reportlab==5.1.0",
    "pypdf[crypto]==7.1.1",
    "img2pdf==0.6.3",
    "weasyprint==70.0",
    "pikepdf==10.18.0",
    "pillow==13.0.0",
  ],
});

Deno.test({
  name: "PDFs of fpdf2, ReportLab, img2pdf, Pillow, WeasyPrint, pypdf and pikepdf",
  ignore: python === null,
  fn() {
    using dir = scratch();
    const { code, err } = tool([python!, join(HERE, "pdf_writers.py"), dir.path]);
    assert.equal(code, 0, `${err}\n(WeasyPrint needs libpango-1.0-0 and libpangoft2-1.0-0)`);
    judge(dir, 27);
  },
});

const packages = npmPackages({ name: "pdf_writers", packages: ["jspdf@4.2.1", "pdf-lib@1.17.1"] });

Deno.test({
  name: "PDFs of jsPDF and pdf-lib",
  ignore: packages === null,
  fn() {
    using dir = scratch();
    // Node looks for packages from where a program lies.
    const program = join(packages!, "pdf_writers.mjs");
    copyFileSync(join(HERE, "pdf_writers.mjs"), program);
    const { code, err } = tool(["node", program, dir.path]);
    assert.equal(code, 0, err);
    judge(dir, 10);
  },
});

Deno.test({
  name: "PDFs that cairo, qpdf and poppler made of others",
  ignore: !hasTools("pdftocairo", "pdfunite", "qpdf"),
  fn() {
    using dir = scratch();
    const [from, more] = ["libreoffice.pdf", "pdftex_hyperref.pdf"].map((name) =>
      join(FIXTURES, name)
    );
    const rows: readonly (readonly [name: string, words: readonly string[]])[] = [
      ["taken_cairo", ["pdftocairo", "-pdf", from!]],
      ["taken_united", ["pdfunite", from!, more!]],
      ["taken_together", ["qpdf", "--object-streams=generate", from!]],
      ["taken_apart", ["qpdf", "--object-streams=disable", more!]],
      ["taken_linear", ["qpdf", "--linearize", from!]],
      ["taken_to_be_read", ["qpdf", "--qdf", more!]],
      ["refused_locked", ["qpdf", "--encrypt", "", "owner", "256", "--", from!]],
      ["refused_attached", ["qpdf", "--add-attachment", join(HERE, "client.py"), "--", from!]],
    ];
    for (const [name, words] of rows) {
      const { code, err } = tool([...words, join(dir.path, `${name}.pdf`)]);
      assert.equal(code, 0, err);
    }
    judge(dir, rows.length);
  },
});

Deno.test({
  name: "PDFs of Chrome",
  ignore: !hasTools("chromium"),
  fn() {
    using dir = scratch();
    const page = dir.file(
      "page.html",
      "<h1 lang=ta>மதுரை</h1><a href='https://home.example'>x</a>",
    );
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${dir.path}/u`];
    const out = `--print-to-pdf=${join(dir.path, "taken_chrome.pdf")}`;
    const { code, err } = tool(["chromium", ...flags, out, `file://${page}`]);
    assert.equal(code, 0, err);
    judge(dir, 1);
  },
});
