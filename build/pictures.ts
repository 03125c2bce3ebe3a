// `deno task pictures`: the pictures of the pages, docs/pictures/*.png. Each is the demo's bank in a real browser, in a window
// small enough for the file to be small; nothing in them is real.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openBrowser, signIn } from "../tests/support/browser.ts";
import { WebBank } from "../tests/support/web_bank.ts";
import { ROOT } from "./bundle.ts";

/** Bytes of one picture. */
const PICTURE_BYTES_MAX = 150 * 1024;

const DESK = { width: 1000, height: 760 } as const;
const PHONE = { width: 360, height: 740 } as const;

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly user?: string;
  readonly options?: BrowserContextOptions;
  /** Down to here, instead of the window. */
  readonly height?: number;
}

function picturesOf({ filled }: WebBank): readonly Picture[] {
  const [first = ""] = filled!.organisations;
  const last = filled!.organisations.at(-1)!;
  return [
    { name: "directory", path: "/" },
    { name: "organisation", path: `/o/${first}`, height: 1_100 },
    { name: "phone", path: `/o/${first}`, options: { viewport: PHONE }, height: 1_100 },
    { name: "dark", path: `/o/${first}`, options: { colorScheme: "dark" } },
    { name: "hindi", path: "/hi/" },
    { name: "review_desk", path: `/me/reviews/${last}`, user: "asha", height: 900 },
    { name: "my_giving", path: "/me", user: "donor", height: 900 },
  ];
}

async function take(page: Page, { name, path, height }: Picture): Promise<void> {
  await page.goto(path);
  await page.locator('html[data-live="yes"], body:not([data-block])').first().waitFor();
  const { width } = page.viewportSize()!;
  if (height !== undefined) await page.setViewportSize({ width, height });
  const file = join(ROOT, "docs", "pictures", `${name}.png`);
  await page.screenshot({ path: file, animations: "disabled" });
  const { size } = statSync(file);
  if (size > PICTURE_BYTES_MAX) {
    throw new Error(`${file} has ${size} bytes: choose a smaller window`);
  }
  console.log(`${file} ${(size / 1024).toFixed(0)} KiB`);
}

async function takeAll(browser: Browser, web: WebBank): Promise<void> {
  for (const picture of picturesOf(web)) {
    const context = await browser.newContext({
      baseURL: web.origin,
      viewport: DESK,
      reducedMotion: "reduce",
      ...picture.options,
    });
    const page = await context.newPage();
    if (picture.user !== undefined) await signIn(page, picture.user);
    await take(page, picture);
    await context.close();
  }
}

mkdirSync(join(ROOT, "docs", "pictures"), { recursive: true });
await using web = await WebBank.open({ giving: true });
await using browser = await openBrowser();
await takeAll(browser, web);
