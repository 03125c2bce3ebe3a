// Every page for every visitor: axe-core in light and dark and three languages, windows from 320 px on, text at 200 %, fingers.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { axe } from "../support/axe.ts";
import { LANGUAGES } from "../../web/languages.ts";
import { pagesTest, type Site } from "../support/browser.ts";
import { overhang, ownPaths, publicPaths, smallTargets, UNFOLD } from "../support/page_list.ts";

/** A desk at 200 % (1280 px), a phone, and the narrowest that WCAG asks for (1.4.10). */
const WINDOWS = [{ width: 640, height: 400 }, { width: 360, height: 740 }, {
  width: 320,
  height: 640,
}] as const;

const DESK = { width: 1200, height: 800 } as const;

/** Everything that is wrong with the page that is open, in lines. Colours are the same in every language. */
async function faultsOf(page: Page, dark: boolean): Promise<string[]> {
  const faults: string[] = [];
  await page.evaluate(UNFOLD);
  for (const fault of await axe(page)) faults.push(fault);
  if (dark) {
    await page.emulateMedia({ colorScheme: "dark" });
    for (const fault of await axe(page, ["color-contrast"])) faults.push(`dark ${fault}`);
    await page.emulateMedia({ colorScheme: "light" });
  }
  for (const window of WINDOWS) {
    await page.setViewportSize(window);
    const over = await overhang(page);
    if (over !== "") faults.push(`${window.width} px: ${over}`);
    if (window.width !== 360) continue;
    for (const target of await smallTargets(page)) faults.push(`small target: ${target}`);
  }
  await page.setViewportSize(DESK);
  return faults;
}

interface Looking {
  readonly user?: string;
  readonly paths: readonly string[];
  readonly dark?: boolean;
}

async function looks(site: Site, { user, paths, dark = true }: Looking): Promise<void> {
  const who = user === undefined ? {} : { user };
  // Nothing may still be moving when colours are measured.
  const page = await site.page({ ...who, viewport: DESK, reducedMotion: "reduce" });
  const faults: Record<string, readonly string[]> = {};
  for (const path of paths) {
    await page.goto(path);
    const found = await faultsOf(page, dark);
    if (found.length > 0) faults[`${user ?? "anybody"} ${path}`] = found;
  }
  await page.context().close();
  assert.deepEqual(faults, {});
}

const inLanguage = (language: string) => async (site: Site) => {
  const paths = publicPaths(site).filter((path) => !path.startsWith("/?"));
  await looks(site, { paths: paths.map((path) => `/${language}${path}`), dark: false });
};

const ofUser = (user: string) => async (site: Site) => {
  if (user === "nobody") await site.web.customer("nobody");
  const own = await ownPaths(site);
  await looks(site, { user, paths: own[user]! });
};

pagesTest("for everybody", {
  "public pages in English": (site) => looks(site, { paths: publicPaths(site) }),
  "for programs": (site) => looks(site, { paths: ["/reference", "/problems/new_device"] }),
  ...Object.fromEntries(
    LANGUAGES.filter((language) => language !== "en").map((language) => [
      `public pages in ${language}`,
      inLanguage(language),
    ]),
  ),
  "pages of a donor": ofUser("donor"),
  "pages of a manager": ofUser("anbu"),
  "pages of a manager who waits": ofUser("lotus"),
  "pages of a customer who has nothing yet": ofUser("nobody"),
  "pages of an officer": ofUser("asha"),
});
