// What a page costs on its way: bytes over the wire with everything it loads, what moves while it loads, and when its largest
// part is seen.
import type { CDPSession, Page } from "playwright-core";

/** A slow 3G as browsers' tools call it, and what the page budget is measured with; bytes and bits per second, ms there and back. */
export const NETWORKS = {
  slow: { downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8, latency: 400 },
  fair: { downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8, latency: 150 },
} as const;

export type Network = keyof typeof NETWORKS;

/** Kept by the page itself from its beginning. */
const OBSERVE = `
  window.moved = 0;
  window.largestAtMs = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.largestAtMs = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
`;

export interface Weight {
  readonly bytes: number;
  readonly requests: number;
  /** Cumulative layout shift. */
  readonly moved: number;
  /** Milliseconds until the largest part was drawn. */
  readonly largestAtMs: number;
}

export interface Weighing {
  readonly path: string;
  /** As fast as this machine when absent. */
  readonly network?: Network;
}

/** Loads the page with nothing kept from before. The page has to be one that was opened for this. */
export async function weigh(page: Page, { path, network }: Weighing): Promise<Weight> {
  const session: CDPSession = await page.context().newCDPSession(page);
  let [bytes, requests] = [0, 0];
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests++;
  });
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  if (network) {
    const conditions = { offline: false, ...NETWORKS[network] };
    await session.send("Network.emulateNetworkConditions", conditions);
  }
  await page.addInitScript(OBSERVE);
  await page.goto(path, { waitUntil: "load" });
  await page.locator('html[data-live="yes"], body:not([data-block])').first().waitFor();
  // Two frames later everything that was due has been drawn and reported.
  await page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))",
  );
  const [moved, largestAtMs] = await page.evaluate<[number, number]>(
    "[window.moved, window.largestAtMs]",
  );
  await session.detach();
  return { bytes, requests, moved, largestAtMs };
}
