// veraPDF, the validator of PDF/UA and PDF/A: brought by Maven once, run by a few lines of Java.
import assert from "node:assert/strict";
import { join } from "node:path";
import { javaTool } from "./maven.ts";
import { scratch } from "./program.ts";

const run = javaTool({
  folder: "verapdf",
  version: "1.30.2",
  what: "veraPDF",
  main: "Validate.java",
});

export const hasVeraPdf = run !== null;

/** @returns the rules of PDF/UA-1 and PDF/A-2b that these files break, after their names. */
export function brokenRules(files: Readonly<Record<string, Uint8Array>>): string[] {
  using dir = scratch();
  const names = Object.keys(files);
  const paths = names.map((name, place) => {
    const path = join(dir.path, `${place}.pdf`);
    Deno.writeFileSync(path, files[name]!);
    return path;
  });
  const { code, out, err } = run!(paths);
  assert.equal(code, 0, err);
  const said = out.trim().split("\n").map((row) => row.split("\t"));
  const checked = said.filter(([what, , , checks]) => what === "checked" && Number(checks) > 100);
  assert.equal(checked.length, 2 * names.length, `veraPDF looked at too little: ${out}${err}`);
  return said.filter(([what]) => what === "broken").map(([, path, flavour, rule]) =>
    `${names[paths.indexOf(path!)]}: ${flavour} ${rule}`
  );
}
