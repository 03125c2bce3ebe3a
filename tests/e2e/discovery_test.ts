// What search engines, phones and those who share a page find: known places, one address for each page, and what the pages say
// they are about. The site's address is what `bank serve --site` says, whatever a request says.
import assert from "node:assert/strict";
import { LANGUAGES } from "../../web/languages.ts";
import { hasChromium, openBrowser } from "../support/browser.ts";
import { WebBank } from "../support/web_bank.ts";

const ORIGIN = "https://give.example";
const PUBLISHED = { origin: ORIGIN, contact: "mailto:safe@give.example" };

async function textOf(web: WebBank, path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(web.origin + path, { headers });
  return {
    status: answer.status,
    media: answer.headers.get("content-type"),
    text: await answer.text(),
  };
}

Deno.test("discovery: robots, sitemap, manifest, icons and security.txt are where they are looked for", async () => {
  await using web = await WebBank.open({ giving: true, published: PUBLISHED });
  const robots = await textOf(web, "/robots.txt");
  assert.match(robots.text, /^User-agent: \*\nDisallow: \/me\n/);
  assert.match(robots.text, /\nDisallow: \/ta\/report\n/);
  assert.match(robots.text, /\nSitemap: https:\/\/give\.example\/sitemap\.xml\n$/);
  const { text: sitemap, media } = await textOf(web, "/sitemap.xml");
  assert.equal(media, "application/xml; charset=utf-8");
  const places = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, place]) => place!);
  const { organisations } = await (await fetch(`${web.origin}/v1/organisations?limit=100`)).json();
  assert.equal(places.length, LANGUAGES.length * (4 + organisations.length));
  for (const place of places) {
    assert.ok(place.startsWith(`${ORIGIN}/`), place);
    assert.equal((await textOf(web, place.slice(ORIGIN.length))).status, 200, place);
  }
  const waiting = web.filled!.organisations.at(-1)!;
  assert.equal(sitemap.includes(waiting), false, "one that waits is not shown");
  const manifest = JSON.parse((await textOf(web, "/site.webmanifest")).text);
  assert.equal(manifest.name, "Village Bank");
  for (const { src, type } of manifest.icons) {
    assert.equal((await textOf(web, src)).media, type, src);
  }
  const icon = new Uint8Array(await (await fetch(`${web.origin}/favicon.ico`)).arrayBuffer());
  assert.deepEqual([...icon.slice(0, 6)], [0, 0, 1, 0, 1, 0]);
  assert.deepEqual([...icon.slice(22, 26)], [0x89, 0x50, 0x4e, 0x47], "a PNG stands in it");
  const { text: security } = await textOf(web, "/.well-known/security.txt");
  assert.match(security, /^Contact: mailto:safe@give\.example$/m);
  const [, expires = ""] = /^Expires: (\S+)$/m.exec(security) ?? [];
  const days = (Date.parse(expires) - Date.now()) / 86_400_000;
  assert.ok(days > 150 && days < 365, expires);
});

Deno.test("discovery: a bank that has not said what its site is called names no address", async () => {
  await using web = await WebBank.open({ giving: true });
  const page = await textOf(web, `/o/${web.filled!.organisations[0]}`, { host: "evil.example" });
  assert.doesNotMatch(page.text, /canonical|hreflang="x-default"|og:url|evil\.example/);
  assert.equal((await textOf(web, "/sitemap.xml")).status, 404);
  assert.equal((await textOf(web, "/.well-known/security.txt")).status, 404);
  assert.doesNotMatch((await textOf(web, "/robots.txt")).text, /Sitemap/);
});

Deno.test("discovery: an organisation that there is not is not found, whatever stands in the address", async () => {
  await using web = await WebBank.open({ giving: true });
  for (const account of ["0", "100000000000", "no-such-home", "%20", "999999999999999"]) {
    for (const front of ["", "/hi"]) {
      const { status, text } = await textOf(web, `${front}/o/${account}`, { accept: "text/html" });
      assert.equal(status, 404, account);
      assert.match(text, /<h1>/, account);
    }
  }
});

Deno.test({
  name: "discovery: pages name their one address, their languages, and what they are about",
  ignore: !hasChromium,
  async fn() {
    await using web = await WebBank.open({ giving: true, published: PUBLISHED });
    await using browser = await openBrowser();
    const page = await browser.newPage({ baseURL: web.origin });
    const problems: string[] = [];
    page.on("console", (message) => problems.push(message.text()));
    const attribute = (selector: string, name: string) =>
      page.locator(selector).first().getAttribute(name);
    const account = web.filled!.organisations[0]!;
    await page.goto(`/ta/o/${account}?utm_source=x`);
    assert.equal(await attribute("link[rel=canonical]", "href"), `${ORIGIN}/ta/o/${account}`);
    const languages = await page.locator("link[rel=alternate][hreflang]").evaluateAll((links) =>
      links.map((link) => {
        const { hreflang, href } = link as unknown as { hreflang: string; href: string };
        return `${hreflang} ${href}`;
      })
    );
    assert.deepEqual(languages, [
      `en ${ORIGIN}/o/${account}`,
      `hi ${ORIGIN}/hi/o/${account}`,
      `ta ${ORIGIN}/ta/o/${account}`,
      `x-default ${ORIGIN}/o/${account}`,
    ]);
    assert.equal(
      await attribute("meta[property='og:url']", "content"),
      `${ORIGIN}/ta/o/${account}`,
    );
    assert.equal(await attribute("meta[property='og:title']", "content"), "Anbu Illam Trust");
    const image = await attribute("meta[property='og:image']", "content");
    assert.equal((await fetch(web.origin + new URL(image!).pathname)).status, 200);
    const data = async () =>
      JSON.parse(await page.locator("script[type='application/ld+json']").innerText());
    const home = await data();
    assert.deepEqual([home["@type"], home.name], ["NGO", "Anbu Illam Trust"]);
    assert.equal(home.potentialAction["@type"], "DonateAction");
    assert.equal(home.potentialAction.target, `${ORIGIN}/ta/o/${account}#give`);
    await page.goto("/?q=rice");
    assert.equal(await attribute("link[rel=canonical]", "href"), `${ORIGIN}/`);
    assert.equal((await data()).potentialAction["@type"], "SearchAction");
    await page.goto("/sign-in");
    assert.equal(await attribute("meta[name=robots]", "content"), "noindex");
    assert.equal(await page.locator("link[rel=canonical]").count(), 0);
    assert.deepEqual(problems, [], "the policy stops none of it");
  },
});

Deno.test("discovery: what an organisation writes ends no script", async () => {
  await using web = await WebBank.open({ giving: true, published: PUBLISHED });
  const manager = await web.tcpLogIn("anbu");
  await manager.call("describeOrganisation", { about: "</script><b>Home</b>", website: "" });
  const { text } = await textOf(web, `/o/${web.filled!.organisations[0]}`);
  assert.doesNotMatch(text, /<\/script><b>/);
  assert.match(text, /\\u003c\/script>\\u003cb>Home/);
});
