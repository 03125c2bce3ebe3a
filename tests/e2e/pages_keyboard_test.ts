// Pages with nothing but a keyboard, and for eyes that want nothing to move: everything is reached in order, focus is always
// seen, the first key leads past the navigation.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { pagesTest, type Site } from "../support/browser.ts";
import { organisationOf } from "../support/donor_journey.ts";

/** Numbers everything that the keyboard should reach, in the order of the page; of radio buttons the group. */
const NUMBER = `(() => {
  let number = 0;
  const groups = new Set();
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  for (const one of document.querySelectorAll(all)) {
    if (one.disabled || one.getClientRects().length === 0) continue;
    if (one.type === "radio" && groups.has(one.name)) continue;
    if (one.type === "radio") groups.add(one.name);
    one.dataset.stop = String(number++);
  }
  return number;
})()`;

interface Stop {
  readonly stop: string;
  readonly what: string;
  readonly seen: boolean;
}

/** Where the focus is, and whether it is visible. */
const FOCUSED = `(() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const { top, left, bottom } = one.getBoundingClientRect();
  const inView = bottom > 0 && top < innerHeight && left >= 0;
  return {
    stop: one.dataset.stop ?? "",
    what: one.tagName + " " + (one.textContent || one.name || "").trim().slice(0, 40),
    seen: inView && (outline || style.boxShadow !== "none"),
  };
})()`;

async function walk(page: Page): Promise<void> {
  const count = await page.evaluate<number>(NUMBER);
  assert.ok(count > 20, `only ${count} places to go to`);
  const [reached, unseen]: [string[], string[]] = [[], []];
  // A press may stay within one place, such as a date of three parts.
  for (let press = 0; press < count * 3 && reached.length < count; press++) {
    await page.keyboard.press("Tab");
    const { stop, what, seen } = await page.evaluate<Stop>(FOCUSED);
    if (stop === reached.at(-1)) continue;
    if (stop === "" && what.startsWith("BODY")) break;
    reached.push(stop);
    if (!seen) unseen.push(what);
  }
  assert.deepEqual(reached, Array.from({ length: count }, (_, number) => String(number)));
  assert.deepEqual(unseen, [], "the focus is not seen");
}

async function walks(site: Site): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await site.page({ colorScheme });
    for (const path of ["/", organisationOf(site)]) {
      await page.goto(path);
      await walk(page);
    }
    await page.context().close();
  }
  const donor = await site.page({ user: "donor" });
  await donor.goto("/me/account");
  await walk(donor);
  await donor.context().close();
}

async function skips(site: Site): Promise<void> {
  const page = await site.page();
  await page.goto(organisationOf(site));
  await page.keyboard.press("Tab");
  const first = await page.evaluate<Stop>(FOCUSED);
  assert.match(first.what, /Skip to the content/);
  assert.equal(first.seen, true);
  await page.keyboard.press("Enter");
  await page.waitForURL(/#main$/);
  await page.keyboard.press("Tab");
  const inside = await page.evaluate<boolean>("document.activeElement.closest('main') !== null");
  assert.equal(inside, true, "the next stop is in the content");
  await page.context().close();
}

/** A whole gift without a mouse. */
async function givesWithKeys(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  await page.goto(organisationOf(site));
  await page.focus("section[aria-labelledby=give] [name=amount]");
  await page.keyboard.type("17");
  for (let field = 0; field < 4; field++) await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/me\/give\?/);
  await page.focus("main form button");
  await page.keyboard.press("Enter");
  await page.waitForURL(/done=given/);
  await page.context().close();
}

async function nothingMoves(site: Site): Promise<void> {
  const page = await site.page({ reducedMotion: "reduce" });
  for (const path of ["/", organisationOf(site)]) {
    await page.goto(path);
    const moving = await page.evaluate<string[]>(`[...document.querySelectorAll("*")]
      .filter((one) => {
        const { transitionDuration, animationName, animationDuration, scrollBehavior } =
          getComputedStyle(one);
        const long = (text) => text.split(",").some((each) => parseFloat(each) > 0.01);
        return long(transitionDuration) || scrollBehavior === "smooth" ||
          (animationName !== "none" && long(animationDuration));
      }).map((one) => one.tagName + "." + one.className)`);
    assert.deepEqual([...new Set(moving)], [], path);
  }
  await page.context().close();
}

pagesTest("keyboard and quiet", {
  "every place is reached in order, and seen": walks,
  "the first key leads past the navigation": skips,
  "a gift without a mouse": givesWithKeys,
  "nothing moves where that is not wanted": nothingMoves,
});
