// What `bank top` makes of two readings: rates, quantiles as Prometheus has them, a table that fits.
import assert from "node:assert/strict";
import { quantileOf, rateOf, readFigures, sumOf } from "../../commands/top/figures.ts";
import { topOf, topText } from "../../commands/top/top_table.ts";

const read = (text: string) => readFigures(text)!;

Deno.test("figures are read as Prometheus writes them, and other text is not", () => {
  const figures = read(
    '# HELP a b\n# TYPE a counter\na{x="1",y="q\\"}\\\\"} 2\na{x="2",y=""} 3.5e1\nb 7\nc_bucket{le="+Inf"} 4\n',
  );
  assert.deepEqual(figures.get("a")?.[0], { labels: { x: "1", y: 'q"}\\' }, value: 2 });
  assert.deepEqual([sumOf(figures, "a"), sumOf(figures, "a", { x: "2" })], [37, 35]);
  assert.deepEqual([sumOf(figures, "b"), sumOf(figures, "nothing")], [7, 0]);
  for (const text of ["<html>", "a b c", "a{x=1", "a one"]) assert.equal(readFigures(text), null);
});

const histogram = (...counts: number[]) =>
  ["0.1", "0.2", "0.4", "+Inf"].map((le, place) => `t_bucket{m="a",le="${le}"} ${counts[place]}`)
    .join("\n");

Deno.test("quantiles are of what came between the readings", () => {
  const rows: [number[], number[], number, number | null][] = [
    [[0, 0, 0, 0], [10, 20, 20, 20], 0.5, 0.1],
    [[0, 0, 0, 0], [10, 20, 20, 20], 0.75, 0.15],
    [[10, 10, 10, 10], [10, 10, 20, 20], 0.5, 0.3],
    [[0, 0, 0, 0], [0, 0, 0, 5], 0.99, 0.4],
    [[5, 5, 5, 5], [5, 5, 5, 5], 0.5, null],
    // Started again meanwhile.
    [[90, 90, 90, 90], [0, 8, 8, 8], 0.5, 0.15],
  ];
  for (const [before, after, share, expected] of rows) {
    const readings = {
      before: read(histogram(...before)),
      after: read(histogram(...after)),
      seconds: 1,
    };
    const found = quantileOf(readings, { name: "t", wanted: { m: "a" }, share });
    assert.equal(found === null ? null : Number(found.toFixed(6)), expected);
  }
});

Deno.test("rates: a bank that was started again counts from nothing", () => {
  const readings = { before: read("n 100"), after: read("n 30"), seconds: 2 };
  assert.equal(rateOf(readings, "n"), 15);
});

Deno.test("the table fits the terminal, and nothing that a bank says moves the cursor", () => {
  const methods = Array.from(
    { length: 40 },
    (_, n) => `bank_requests_total{method="m${n}",outcome="ok"} ${n}`,
  );
  const after = read(
    [
      'bank_info{version="9.9\\\\u001b[2J"} 1',
      ...methods,
      'bank_requests_total{method="m1",outcome="busy"} 4',
    ].join("\n").replace("\\\\u001b", "\x1b"),
  );
  const found = topOf({ before: read("x 0"), after, seconds: 2 });
  assert.deepEqual(found.methods[0], {
    method: "m39",
    perSecond: 19.5,
    p50Ms: null,
    p99Ms: null,
    refusedPerSecond: 0,
  });
  assert.deepEqual(found.refusals, [{ code: "busy", perSecond: 2, sinceStart: 4 }]);
  const text = topText(found, { place: "here:1", trouble: "the clock\x1b[H is wrong", rows: 24 });
  assert.ok(text.split("\n").length <= 22, text);
  assert.ok(!text.includes("\x1b"));
  assert.match(text, /NOT READY: the clock.* is wrong/);
});
