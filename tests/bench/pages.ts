// `deno run -A tests/bench/pages.ts`: what public pages cost a visitor who has nothing of them yet, on a network of 1.6 Mbit/s
// and 150 ms there and back: bytes, the largest part drawn, what jumped. Median of five.
import { openBrowser } from "../support/browser.ts";
import { type Network, weigh, type Weight } from "../support/page_weight.ts";
import { WebBank } from "../support/web_bank.ts";

const TURNS = 5;

const PHONE = { width: 360, height: 740 } as const;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

await using web = await WebBank.open({ giving: true });
await using browser = await openBrowser();
const [organisation = ""] = web.filled!.organisations;
const paths = ["/", `/o/${organisation}`, "/needs", "/transparency", "/sign-in", "/hi/", "/ta/"];

async function measured(path: string, network?: Network): Promise<Weight> {
  const context = await browser.newContext({ baseURL: web.origin, viewport: PHONE });
  const page = await context.newPage();
  const weight = await weigh(page, network ? { path, network } : { path });
  await context.close();
  return weight;
}

console.log("path                     KiB  requests  LCP ms  LCP ms, no throttle  CLS");
for (const path of paths) {
  const turns: Weight[] = [];
  const fast: Weight[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    turns.push(await measured(path, "fair"));
    fast.push(await measured(path));
  }
  const largest = median(turns.map(({ largestAtMs }) => largestAtMs));
  const unhindered = median(fast.map(({ largestAtMs }) => largestAtMs));
  const { bytes, requests } = turns[0]!;
  const moved = Math.max(...turns.map((turn) => turn.moved));
  console.log(
    [
      path.padEnd(22),
      (bytes / 1024).toFixed(1).padStart(6),
      String(requests).padStart(9),
      largest.toFixed(0).padStart(7),
      unhindered.toFixed(0).padStart(20),
      moved.toFixed(3).padStart(5),
    ].join(" "),
  );
}
