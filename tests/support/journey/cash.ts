// Cash and the end of a day, on the way through every form: a till that is one short, and a report that the terminal draws as PDF, writes
// as CSV and signs, and that the site draws, too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasPdfReaders, readPdf } from "../pdf.ts";
import { runProgram } from "../program.ts";
import { brokenRules, hasVeraPdf } from "../verapdf.ts";
import type { LeftOut } from "./banking.ts";
import type { Trip } from "./trip.ts";

export async function endsTheDay(trip: Trip): Promise<LeftOut> {
  const says = (...words: string[]) => trip.connect("asha", ...words);
  await says("till-open", "50");
  const { answer: ann } = await trip.connect("ann", "account");
  await says("cash-in", ann.number, "7");
  const { answer: closed } = await says("till-close", "56", "--reason", "one short", "--yes");
  assert.deepEqual([closed.expectedMinor, closed.differenceMinor], [57_00, -1_00]);
  const written = async (form: string) => {
    const out = join(trip.dir.path, `day.${form}`);
    const { code, err } = await trip.desk.run("asha", ["day-report", "--out", out]);
    assert.deepEqual([code, err.includes(out)], [0, true], err);
    return out;
  };
  const [pdf, csv, json] = [await written("pdf"), await written("csv"), await written("json")];
  assert.match(readFileSync(csv, "utf8"), /till_closed,[^\n]*,57\.00,56\.00,-1\.00,one short,/);
  const report = JSON.parse(readFileSync(json, "utf8"));
  assert.deepEqual([report.sumMinor, report.counted.length], [0, 1]);
  const proof = ["verify", json, "--key", report.signedBy];
  const genuine = await runProgram({ launcher: trip.house.client, args: proof });
  assert.match(
    genuine.out,
    /^Genuine[^]*56\.00 INR counted, 57\.00 INR expected, 1\.00 INR missing/,
  );
  if (!hasPdfReaders()) return "no poppler or qpdf";
  const site = await (await trip.visitor("asha")).fetch("/me/staff/day/file?for=pdf");
  const files = { terminal: new Uint8Array(readFileSync(pdf)), site: site.bytes };
  for (const bytes of Object.values(files)) {
    const { text, fonts } = readPdf(bytes);
    assert.match(
      text,
      /^End of day\n[^]*differences\n[^]*Till of [^]*"one short"[^]*add up to 0\.00 INR/,
    );
    assert.deepEqual(fonts.filter(({ embedded }) => !embedded), []);
  }
  if (trip.form.validates && hasVeraPdf) assert.deepEqual(brokenRules(files), []);
}
