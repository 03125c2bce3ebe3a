// The pages that tests look at with every kind of eye (tests/support/page_list.ts) are all that the site has.
import assert from "node:assert/strict";
import { ownPaths, publicPaths } from "../support/page_list.ts";
import { WebBank } from "../support/web_bank.ts";
import { appRoutes } from "../support/web_routes.ts";

/** Not pages to look at: files, and what a browser asks by itself. */
const FILES = /^\/(assets|v1)\/|\.(pdf|json|csv|txt|xml|ico|svg|webmanifest)$/;

/** Pages that are not in the list, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "/healthz": "for machines",
  "/reference": "one of its own in pages_everybody_test.ts: it is the same in every language",
  "/problems/:code":
    "for those who write programs, the same in every language; problem_pages_test.ts",
  "/sign-in/kept": "shown between two others; web_sign_in_test.ts",
  "/me/pledges/:key/receipt":
    "only of a promise that has arrived; laid out as the receipt of a gift",
  "/me/reviews/:organisation/documents/:document": "the document itself",
  "/me/staff/day/file": "the file itself",
  "/me/staff/payouts/file": "the file itself",
  "/o/:organisation/feed": "for feed readers; feed_test.ts",
};

Deno.test("every page of the site is in the list of pages that are looked at", async () => {
  await using web = await WebBank.open({ giving: true });
  const looked = [...publicPaths({ web }), ...Object.values(await ownPaths({ web })).flat()]
    .map((path) => path.replace(/\?.*$/, ""));
  const pages = (await appRoutes()).filter(({ verb, path }) =>
    verb === "GET" && !/^\/(hi|ta)(\/|$)/.test(path) && !FILES.test(path)
  );
  assert.ok(pages.length > 15, `${pages.length} pages`);
  const unseen = pages.map(({ path }) => path).filter((path) => {
    const pattern = new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}$`);
    return !looked.some((each) => pattern.test(each));
  });
  assert.deepEqual(unseen.sort(), Object.keys(ELSEWHERE).sort());
});
