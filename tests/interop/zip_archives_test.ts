// Zip archives as Python's zipfile writes them: read like the files that are in them, in every form that is shipped; bombs, locks and
// damage are said in words, with no more memory than a file may have.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FILE_BYTES_MAX } from "../../bank/statement_files/foreign_statement.ts";
import { filesIn } from "../../terminal/zip_archive.ts";
import { ROOT, runProgram, type Scratch, scratch, shipped } from "../support/program.ts";
import { hasTools, tool } from "../support/shipped.ts";

const FIXTURES = join(ROOT, "tests", "fixtures", "statements");
const hasPython = hasTools("python3");

/** @param script what Python does with `z`, an archive that is open for writing. @returns its path. */
function zipped(dir: Scratch, name: string, script: string): string {
  const path = join(dir.path, name);
  const lines = [
    "import sys, zipfile",
    `F = ${JSON.stringify(FIXTURES)}`,
    `with zipfile.ZipFile(${JSON.stringify(path)}, 'w', zipfile.ZIP_DEFLATED) as z:`,
    ...script.split("\n").map((each) => `  ${each}`),
  ];
  const { code, err } = tool(["python3", "-c", lines.join("\n")]);
  assert.equal(code, 0, err);
  return path;
}

const DAY = `z.write(F + '/camt053_plain_08.xml', 'stmts/2026 Kontoauszüge/a.xml')
z.writestr('__MACOSX/stmts/._a.xml', b'x')
z.writestr('.DS_Store', b'x')
z.writestr('stmts/', b'')`;

for (const launcher of shipped()) {
  Deno.test({
    name: `zip archives: ${launcher.name} reads what is in them like the files themselves`,
    ignore: !hasPython,
    async fn() {
      using dir = scratch();
      const plain = join(FIXTURES, "camt053_plain_08.xml");
      const read = async (file: string) =>
        await runProgram({ launcher, args: ["read-statement", file, "--json"] });
      const [alone, within] = [await read(plain), await read(zipped(dir, "a.zip", DAY))];
      assert.deepEqual([within.code, within.err], [alone.code, alone.err]);
      assert.ok(alone.out.length > 100);
      assert.equal(within.out, alone.out);
      const twice = zipped(
        dir,
        "twice.zip",
        `${DAY}\n${DAY.split("\n")[0]!.replace("a.xml", "b.xml")}`,
      );
      const { accounts: [once] } = JSON.parse(alone.out);
      const { accounts: [both] } = JSON.parse((await read(twice)).out);
      assert.equal(both.lines.length, once.lines.length, "what stands in two files is there once");
      const wrong = await read(zipped(dir, "text.zip", "z.writestr('notes.txt', b'hello')"));
      assert.equal(wrong.code, 2);
      assert.match(wrong.err, /Cannot read .*text\.zip: notes\.txt in it: /);
    },
  });
}

/** Changes 32 bits after each signature, as a forger would: of the sizes that headers claim. */
function claiming(path: string, uncompressed: number): Uint8Array {
  const bytes = readFileSync(path);
  const signatures = [["PK\x03\x04", 22], ["PK\x01\x02", 24]] as const;
  for (const [signature, offset] of signatures) {
    const at = bytes.indexOf(signature, 0, "latin1");
    bytes.writeUInt32LE(uncompressed, at + offset);
  }
  return bytes;
}

Deno.test({
  name: "zip archives: bombs, locks and damage are refused in words",
  ignore: !hasPython,
  async fn() {
    using dir = scratch();
    const of = (name: string, script: string) => readFileSync(zipped(dir, name, script));
    const bomb = `z.writestr('a', b'0' * ${FILE_BYTES_MAX + 1})`;
    const lying = zipped(dir, "lying.zip", `z.writestr('a', b'0' * ${32 * 1024 * 1024})`);
    const good = of("good.zip", "z.writestr('a', b'hello ' * 1000)");
    const locked = Buffer.from(good);
    for (const [signature, offset] of [["PK\x03\x04", 6], ["PK\x01\x02", 8]] as const) {
      locked[locked.indexOf(signature, 0, "latin1") + offset]! |= 1;
    }
    const spoilt = Buffer.from(good);
    spoilt.fill(0xff, 40, 60);
    const rows: readonly (readonly [what: string, archive: Uint8Array, says: RegExp])[] = [
      ["a bomb", of("bomb.zip", bomb), /what is in it is larger than 64 MiB/],
      [
        "a bomb in parts",
        of("parts.zip", "for n in range(3): z.writestr(str(n), b'0' * 30000000)"),
        /larger than 64 MiB/,
      ],
      ["a bomb that claims to be small", claiming(lying, 10), /damaged: /],
      ["a file that claims to be larger", claiming(lying, 33 * 1024 * 1024), /damaged: /],
      [
        "too many files",
        of("many.zip", "for n in range(1001): z.writestr(str(n), b'x')"),
        /more than 1000 files/,
      ],
      ["a locked one", locked, /locked with a password: unpack it first/],
      [
        "a spreadsheet",
        of("a.xlsx", "z.writestr('[Content_Types].xml', b'<Types/>')"),
        /spreadsheet: save it as CSV/,
      ],
      ["nothing", of("empty.zip", "pass"), /there is no file in it/],
      ["a cut one", good.subarray(0, good.length - 30), /damaged: /],
      ["a spoilt one", spoilt, /damaged: /],
      [
        "a name that leads out",
        of("out.zip", "z.writestr('../../a', b'x')"),
        /damaged: invalid relative path/,
      ],
    ];
    for (const [what, archive, says] of rows) {
      await assert.rejects(filesIn(archive), { message: says }, what);
    }
    const wrongSum = Buffer.from(of("stored.zip", "z.writestr(zipfile.ZipInfo('a'), b'1234')"));
    wrongSum[wrongSum.indexOf("1234")]!++;
    await assert.rejects(filesIn(wrongSum), { message: /damaged: / }, "one digit is another");
    const [file] = await filesIn(good);
    assert.equal(new TextDecoder().decode(file!.content), "hello ".repeat(1000));
  },
});
