// Files that a person hands in or asks for: read however they were saved, and looked at before anything is done.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkOut, readText, writeFile } from "../../console/files.ts";
import { formatOf } from "../../terminal/statement/formats.ts";
import { writeDurably } from "../../store/private_files.ts";
import { scratch } from "../support/program.ts";

const usage = (message: RegExp) => ({ name: "CommandError", exitCode: 2, message });

Deno.test("files: a text that cannot be read is told with the reason", () => {
  using dir = scratch();
  const at = (name: string) => join(dir.path, name);
  writeFileSync(at("latin"), new Uint8Array([0xe4, 0x0a]));
  writeFileSync(at("text"), "\uFEFFone\r\ntwo\r");
  assert.equal(readText(at("text")), "one\ntwo\n");
  assert.throws(() => readText(at("latin")), usage(/latin: it is not text in UTF-8 or UTF-16/));
  assert.throws(() => readText(at("none")), usage(/none: there is no such file/));
  assert.throws(() => readText(dir.path), usage(/it is a directory/));
});

Deno.test("files: where no file can be nothing is written, and nothing is left behind", () => {
  using dir = scratch();
  const at = (name: string) => join(dir.path, name);
  mkdirSync(at("folder"));
  dir.file("file", "kept");
  const rows = [
    ["", /without a name/],
    [at("folder"), /folder: it is a directory; name a file in it/],
    [at("folder/"), /it is a directory/],
    [at("new/"), /it is a directory/],
    [at("none/s.csv"), /there is no directory .*none$/],
    [at("file/s.csv"), /there is no directory .*file$/],
  ] as const;
  for (const [path, message] of rows) {
    assert.throws(() => checkOut(path), usage(message), path);
    assert.throws(() => writeFile(path, "x"), usage(message), path);
  }
  assert.throws(() => writeDurably(at("folder"), "x"), { name: "DataError" });
  checkOut(undefined);
  checkOut(at("file"));
  writeFile(at("file"), new Uint8Array([0x61]));
  assert.equal(readFileSync(at("file"), "utf8"), "a");
  assert.deepEqual(readdirSync(dir.path).sort(), ["file", "folder"]);
});

Deno.test("files: a statement has the form that the extension names", () => {
  const rows = [
    ["s.csv", "csv"],
    ["/a.b/S.CSV", "csv"],
    ["s.ofx", "ofx"],
    ["s.jsonl", "jsonl"],
    ["s.xml", "camt.053"],
    ["s.txt", "text"],
    ["s", "text"],
    ["csv", "text"],
    ["dir.csv/s", "text"] as const,
  ];
  for (const [path, format] of rows) assert.equal(formatOf(path), format, path);
});
