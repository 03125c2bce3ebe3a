// What documents tell people to type is there: every command of `bank connect` that they name.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runParser } from "@optique/core/facade";
import { actUsages } from "../../commands/help_text.ts";
import { programWords } from "../../commands/program.ts";
import { ROOT } from "../support/program.ts";

function acts(): ReadonlySet<string> {
  let help = "";
  runParser(programWords({}), "bank", ["connect", "--help"], {
    help: { option: true, onShow: () => 0 },
    stdout: (text) => help += `${text}\n`,
  });
  return new Set(actUsages(help).map((usage) => usage.split(" ")[0]!));
}

/** The first word after `bank connect` and the options of the connection, with the line on which it stands. */
function named(text: string): { readonly act: string; readonly line: number }[] {
  return text.split("\n").flatMap((line, place) =>
    [...line.matchAll(/\bbank connect ((?:--[a-z-]+ \S+ )*)([a-z][a-z-]*)\b/g)]
      .map(([, , act]) => ({ act: act!, line: place + 1 }))
  );
}

Deno.test("documents name commands that there are", () => {
  const known = acts();
  assert.ok(known.size > 50, `${known.size} commands`);
  const files = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  const paths = ["README.md", "SECURITY.md", ...files.map((name) => join("docs", name))];
  let seen = 0;
  const wrong = paths.flatMap((path) =>
    named(readFileSync(join(ROOT, path), "utf8")).flatMap(({ act, line }) => {
      seen++;
      return known.has(act) ? [] : `${path}:${line} bank connect ${act}`;
    })
  );
  assert.deepEqual(wrong, []);
  assert.ok(seen > 60, `${seen} were looked at`);
});

Deno.test("documents: a command that is not there is found, whatever stands before it", () => {
  const text = "`bank connect --user desk nothing-such` and `bank connect balance`";
  assert.deepEqual(named(text).map(({ act }) => act), ["nothing-such", "balance"]);
});
