// A browser for the tests of the pages: Chromium without a window, one for all steps of a file, beside a filled bank in this
// process. Whatever goes wrong in any page it shows (console, script, policy, a missing file) is kept and asserted at the end.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Response,
} from "playwright-core";
import { COOKIE } from "../../web/visitor.ts";
import { PASSWORD, WebBank, type WebBankOptions } from "./web_bank.ts";

const CHROMIUM = "/usr/bin/chromium";

/** Milliseconds after which a test gives up on something that never comes: the machine may be busy. */
export const PATIENCE_MS = 20_000;

/** Longer than a bank takes a machine for a new one, unless its policy says otherwise. */
const NEW_DEVICE_MS = 24 * 60 * 60_000 + 60_000;

/** Says so when it is not there, so that a skipped test is not taken for one that passed. */
export const hasChromium: boolean = existsSync(CHROMIUM);
if (!hasChromium) {
  console.log(
    `    (no ${CHROMIUM}: \`apt-get install chromium\` brings it; the tests of the pages are skipped)`,
  );
}

export async function openBrowser(...args: string[]): Promise<Browser> {
  return await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", ...args] });
}

export interface PageOptions extends BrowserContextOptions {
  /** Signs in as this one first. */
  readonly user?: string;
  /** What goes wrong is part of the test: nothing is kept. */
  readonly troubled?: boolean;
}

export class Site implements AsyncDisposable {
  /** What went wrong in pages, in words. */
  readonly problems: string[] = [];

  private constructor(readonly browser: Browser, readonly web: WebBank) {}

  static async open(options: WebBankOptions = { giving: true }): Promise<Site> {
    const web = await WebBank.open(options);
    return new Site(await openBrowser(), web);
  }

  get origin(): string {
    return this.web.origin;
  }

  /** In a context of its own, with no cookies but those of its user. */
  async page({ user, troubled = false, ...options }: PageOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ baseURL: this.origin, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    if (!troubled) this.#watch(page);
    if (user !== undefined) await signIn(page, user);
    return page;
  }

  /** The same, in a browser that is not new to the bank. */
  async knownPage(user: string): Promise<Page> {
    const page = await this.page();
    await this.becomesKnown(page, user);
    await signIn(page, user);
    return page;
  }

  /** Its browser has been known to the bank for long enough to be trusted; time goes on for the whole bank. */
  async becomesKnown(page: Page, user: string): Promise<void> {
    await signIn(page, user);
    await page.goto("about:blank");
    await this.web.passes(NEW_DEVICE_MS);
    await page.context().clearCookies({ name: COOKIE });
  }

  /** Keeps what goes wrong; a page that says no to a form is none of it. */
  #watch(page: Page): void {
    const keep = (what: string) => this.problems.push(`${what} at ${page.url()}`);
    page.on("pageerror", (error) => keep(`script: ${error.message}`));
    page.on("console", (message) => {
      const text = message.text();
      const status = /the server responded with a status of \d+/.test(text);
      const loud = ["error", "warning"].includes(message.type());
      if (loud && !status) keep(`${message.type()}: ${text}`);
    });
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // The page was left, or the answer is a download.
      if (why !== "net::ERR_ABORTED") keep(`${request.url()} failed: ${why}`);
    });
    page.on("response", (response) => {
      const [status, kind] = [response.status(), response.request().resourceType()];
      // A page that stays open when its sign-in has ended asks once more, and is told.
      const over = status === 401 && response.url().endsWith("/me/live-ticket");
      if (status >= 500 || (status >= 400 && kind !== "document" && !over)) {
        keep(`${response.url()} answered ${status}`);
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.web[Symbol.asyncDispose]();
  }
}

/** Goes to the form when another page is open. */
export async function signIn(page: Page, user: string, password = PASSWORD): Promise<void> {
  if (!page.url().includes("/sign-in")) await page.goto("/sign-in");
  // Inside a gift there is a form for new customers, too.
  const form = "main form[action*='/sign-in']";
  await page.fill(`${form} [name=userName]`, user);
  await page.fill(`${form} [name=password]`, password);
  await sent(page, `${form} button`);
  assert.ok(!page.url().includes("/sign-in"), `${user} is not signed in: ${page.url()}`);
}

/** Presses what sends a form. @returns the answer that the browser ends up with, after redirects. */
export async function sent(page: Page, button: string): Promise<Response> {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => {
      const request = response.request();
      const main = request.isNavigationRequest() && request.frame() === page.mainFrame();
      return main && (response.status() < 300 || response.status() >= 400);
    }),
    page.click(button),
  ]);
  await page.waitForLoadState();
  return answer;
}

/**
 * Presses twice and waits until the page is there. By keyboard: a second click might meet whatever the next page has in that place.
 * The second press ends the navigation of the first, so it is the address that is waited for.
 */
export async function pressedTwice(page: Page, button: string, address: RegExp): Promise<void> {
  await page.focus(button);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  while (!address.test(page.url())) await page.waitForEvent("framenavigated");
  await page.waitForLoadState();
}

/** What `selector` says, as people read it. */
export async function said(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).first().innerText()).replace(/\s+/g, " ").trim();
}

export type Steps = Readonly<Record<string, (site: Site) => Promise<void>>>;

/** One test: a bank, a browser, and these steps; at the end, that no page had anything to complain about. */
export function pagesTest(name: string, steps: Steps, options?: WebBankOptions): void {
  Deno.test({
    name: `pages: ${name}`,
    ignore: !hasChromium,
    async fn(t) {
      await using site = await Site.open(options ?? { giving: true });
      for (const [step, run] of Object.entries(steps)) await t.step(step, () => run(site));
      await t.step("no page had anything to complain about", () => {
        assert.deepEqual(site.problems, []);
        const errors = site.web.log.lines.filter(({ level }) => level === "error");
        assert.deepEqual(errors, []);
      });
    },
  });
}
