// What goes out to another bank, on the way through every form: asked for at the terminal, sent in a batch whose file staff get from
// the terminal and from the site, and paid as the other bank's statement says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LeftOut } from "./banking.ts";
import { CSV, inDays } from "./site.ts";
import type { Trip } from "./trip.ts";

const BANK = ["--holder", "Lakeside", "--account", "50200012345678", "--ifsc", "ICIC0000001"];
const OWN = ["--holder", "Ann Lee", "--account", "30201099887", "--ifsc", "SBIN0001234", "--yes"];

export async function paysOut(trip: Trip): Promise<LeftOut> {
  const password = ["--password-file", trip.passwordFile];
  const says = (user: string, ...words: string[]) => trip.connect(user, ...password, ...words);
  await says("asha", "bank-details", ...BANK, "--upi", "lakeside@sbi");
  await says("asha", "policy", "--set", "payout-account-hours=0", "--yes");
  await says("ann", "payout-account", ...OWN);
  const { answer: asked } = await says("ann", "payout", "10", "--memo", "Rent", "--yes");
  assert.deepEqual([asked.state, asked.shown, asked.amountMinor], ["waiting", "9887", 10_00]);
  const { answer: batch } = await says("asha", "payout-batch", "--yes");
  assert.deepEqual([batch.payouts, batch.openMinor], [1, 10_00]);
  const out = join(trip.dir.path, "payouts.csv");
  await trip.desk.run("asha", ["payout-file", batch.reference, "--out", out]);
  const sheet = readFileSync(out, "utf8");
  assert.match(sheet, new RegExp(`NEFT,50200012345678,Ann Lee,30201099887,.*,${asked.reference},`));
  const desk = await trip.visitor("asha");
  const file = await desk.fetch(`/me/staff/payouts/file?id=${batch.reference}&for=pain.001.001.09`);
  assert.equal(file.media, "application/xml; charset=utf-8");
  assert.match(file.text, new RegExp(`<EndToEndId>${asked.reference}</EndToEndId>`));
  const lines = trip.dir.file(
    "paid.csv",
    `Date,Text,Amount,Balance\n${inDays(0)},NEFT DR ${asked.reference} ANN LEE,-10.00,8990.00\n`,
  );
  const map = trip.dir.file("map.json", JSON.stringify(CSV));
  await says("asha", "import", lines, "--map-file", map, "--yes");
  const { answer: after } = await says("ann", "payouts");
  assert.equal(after.payouts[0].state, "paid");
  const own = await trip.visitor("ann");
  assert.match((await own.fetch("/me/payouts")).text, /paid by the other bank/);
  Object.assign(trip.places, { batch: batch.reference });
}
