// `bank read-statement`: what a person and a script see of other banks' statements, and with which exit code.
import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT, runProgram, scratch, shipped } from "../support/program.ts";

const HERE = join(ROOT, "tests", "fixtures", "statements");

for (const launcher of shipped()) {
  Deno.test(`${launcher.name}: statements are read, each line once, and gaps are named`, async () => {
    using dir = scratch();
    const ran = async (...words: readonly string[]) =>
      await runProgram({ launcher, args: ["read-statement", ...words] });
    const file = (name: string) => join(HERE, name);

    const day = await ran(file("camt052_morning.xml"), file("camt053_plain_02.xml"));
    assert.equal(day.code, 0, day.err);
    assert.match(day.out, /^Account DE89370400440532013000, EUR\n/);
    assert.equal(day.out.match(/2026-11-28 +500\.00 +4829 1305 7708 +Maya Iyer/g)?.length, 1);
    assert.match(day.out, /\n3 lines, 484\.50 EUR in all\n?$/);

    const json = await ran("--json", file("camt052_morning.xml"), file("camt053_plain_02.xml"));
    const { accounts: [account] } = JSON.parse(json.out);
    const [first] = account.lines.filter((one: { amountMinor: number }) =>
      one.amountMinor === 50_000
    );
    assert.deepEqual([first.seen, first.for], [2, ["482913057708"]]);

    const later = dir.file(
      "later.sta",
      ":20:X\n:25:37040044/0532013000\n:28C:9\n:60F:C261201EUR1400,00\n:62F:C261202EUR1400,00\n-\n",
    );
    const gap = await ran(file("mt940_german.sta"), later);
    assert.equal(gap.code, 1, gap.err);
    assert.match(gap.out, /Between 2026-11-28 and 2026-12-01 lines of -84\.50 EUR are missing/);

    const bomb = dir.file("bomb.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>');
    for (
      const [words, why] of [
        [[bomb], /Cannot read .*bomb\.xml: it has a document type/],
        [[join(dir.path, "absent")], /Cannot read .*absent: /],
        [["--map", "mars", file("csv_hdfc.csv")], /no map "mars"; there are hdfc, sbi/],
      ] as const
    ) {
      const refused = await ran(...words);
      assert.equal(refused.code, 2, refused.out);
      assert.match(refused.err, why);
    }
  });
}
