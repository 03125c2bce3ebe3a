// Pages are light enough for a slow telephone, nothing jumps while they load, and they work where the network hardly does.
import assert from "node:assert/strict";
import { pagesTest, type Site } from "../support/browser.ts";
import { asksToGive, organisationOf } from "../support/donor_journey.ts";
import { publicPaths } from "../support/page_list.ts";
import { NETWORKS, weigh } from "../support/page_weight.ts";
import { sent, signIn } from "../support/browser.ts";

/** Bytes over the wire of a public page with everything it loads, nothing kept from before. */
const PAGE_BYTES_MAX = 100 * 1024;

const VIEWPORTS = [{ width: 360, height: 740 }, { width: 1200, height: 800 }] as const;

async function light(site: Site): Promise<void> {
  const heavy: string[] = [];
  const paths = [...publicPaths(site), "/reference", ...["/hi", "/ta"].map((each) => `${each}/`)];
  for (const path of paths) {
    const page = await site.page({ viewport: VIEWPORTS[0] });
    const { bytes, requests } = await weigh(page, { path });
    if (bytes > PAGE_BYTES_MAX) heavy.push(`${path}: ${bytes} bytes in ${requests} requests`);
    assert.ok(bytes > 1_000, `${path}: only ${bytes} bytes were counted`);
    await page.context().close();
  }
  assert.deepEqual(heavy, []);
}

async function still(site: Site): Promise<void> {
  const jumping: string[] = [];
  for (const viewport of VIEWPORTS) {
    for (const path of ["/", organisationOf(site), "/needs", "/transparency"]) {
      const page = await site.page({ viewport });
      const { moved } = await weigh(page, { path, network: "fair" });
      if (moved > 0) jumping.push(`${path} at ${viewport.width} px: ${moved}`);
      await page.context().close();
    }
  }
  assert.deepEqual(jumping, []);
}

/** A gift over a slow 3G. */
async function slow(site: Site): Promise<void> {
  const page = await site.page();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const conditions = { offline: false, ...NETWORKS.slow };
  await session.send("Network.emulateNetworkConditions", conditions);
  await asksToGive(site, page, { amount: "19" });
  await signIn(page, "donor");
  await sent(page, "main form button");
  assert.match(page.url(), /done=given/);
  await page.context().close();
}

pagesTest("weight", {
  "a public page is at most 100 KiB over the wire": light,
  "nothing jumps while a page loads": still,
  "a gift goes through on a slow network": slow,
});
