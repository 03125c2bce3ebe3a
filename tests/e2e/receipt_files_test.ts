// Receipts as PDF from the programs that are shipped, where no file of the source lies beside them, opened by readers that
// others wrote.
import assert from "node:assert/strict";
import { DemoSite } from "../support/demo_site.ts";
import { hasPdfReaders, readPdf } from "../support/pdf.ts";
import { launchers, scratch, shipped } from "../support/program.ts";
import { hasTmux } from "../support/tmux.ts";
import { brokenRules, hasVeraPdf } from "../support/verapdf.ts";

const PAPERS = [
  ["gifts", /^Donation receipt\n[^]*Organisation[^]*A\. Donor[^]*Rupees Only/],
  ["pledges", /^Acknowledgement of goods\n[^]*Organisation[^]*A\. Donor[^]*Received/],
] as const;

for (const launcher of shipped()) {
  Deno.test({
    name: `receipts, ${launcher.name}: both PDFs are there and can be read`,
    ignore: !hasTmux || !hasPdfReaders(),
    async fn() {
      using dir = scratch();
      await using site = await DemoSite.open(launcher, { home: dir.path });
      const files: Record<string, Uint8Array> = {};
      for (const [of, says] of PAPERS) {
        const { status, media, bytes, text } = await site.receipt(of);
        assert.deepEqual([status, media], [200, "application/pdf"], text.slice(0, 200));
        const read = readPdf(bytes);
        assert.match(read.text, says);
        assert.equal(read.info.get("Pages"), "1");
        assert.ok(read.fonts.length >= 2);
        assert.deepEqual(read.fonts.filter(({ embedded }) => !embedded), []);
        files[of] = bytes;
      }
      if (hasVeraPdf) assert.deepEqual(brokenRules(files), []);
    },
  });
}

Deno.test({
  name: "statement of donations: what is filed and what is left out are two files of the site",
  ignore: !hasTmux,
  async fn() {
    using dir = scratch();
    const [launcher] = launchers();
    await using site = await DemoSite.open(launcher!, { home: dir.path, who: "anbu" });
    const { text } = await site.fetch("/me/organisation");
    for (
      const [file, begins] of [["report", "Sl. No.,"], ["report-left-out", "Receipt,"]] as const
    ) {
      const link = new RegExp(`href="(/me/organisation/${file}\\.csv\\?year=\\d{4})"`).exec(text);
      assert.ok(link, file);
      const { status, media, bytes } = await site.fetch(link[1]!);
      assert.deepEqual([status, media], [200, "text/csv; charset=utf-8"]);
      const plain = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
      assert.ok(plain.startsWith(`\uFEFF${begins}`), plain.slice(0, 80));
    }
  },
});
