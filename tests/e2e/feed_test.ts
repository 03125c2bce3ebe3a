// What happens at an organisation, as an Atom feed: what a feed reader that we did not write makes of it, in three languages, and
// that it stops saying what is not so any more.
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Client } from "../../net/client/client.ts";
import { pythonWith } from "../support/installed.ts";
import { ROOT, scratch } from "../support/program.ts";
import { tool } from "../support/shipped.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const python = pythonWith({ name: "feed", packages: ["feedparser==6.0.12"] });

interface Read {
  readonly bozo: boolean;
  readonly version: string;
  readonly language: string;
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly author: string;
  readonly links: Readonly<Record<string, string>>;
  readonly entries: readonly {
    readonly id: string;
    readonly title: string;
    readonly text: string;
    readonly link: string;
    readonly updated: readonly number[];
  }[];
}

function read(text: string): Read {
  using dir = scratch();
  const script = join(ROOT, "tests", "interop", "feed.py");
  const words = ["sh", "-c", `"$0" "$1" < "$2"`, python!, script, dir.file("feed.xml", text)];
  const { code, out, err } = tool(words);
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

const ORIGIN = "https://give.example";

function test(name: string, body: (web: WebBank, asha: Client, home: string) => Promise<void>) {
  Deno.test({
    name,
    ignore: python === null,
    async fn() {
      const published = { origin: ORIGIN, contact: null };
      await using web = await WebBank.open({ giving: true, published });
      const { organisations } = web.filled!;
      await body(web, await web.tcpLogIn("asha"), organisations[0]!);
    },
  });
}

const WORDS = {
  "": [/^verified$/, /^Needed: 1?\d* /, /has not been checked by an officer yet/],
  "/hi": [/./, /^ज़रूरत: /, /अभी किसी अधिकारी ने नहीं जाँचा/],
  "/ta": [/./, /^தேவை: /, /எந்த அதிகாரியும் சரிபார்க்கவில்லை/],
} as const;

test(
  "feed: a reader takes it whole, in every language, with what officers have not read marked so",
  async (web, asha, home) => {
    const { name } = await asha.call("organisation", { organisation: home });
    const manager = await web.tcpLogIn("anbu");
    const update = web.newId();
    const text = 'Rice & <b>dal</b> came; "அரிசி" 🍚';
    await manager.call("postUpdate", { update, text });
    const ids: string[][] = [];
    for (const [prefix, [state, needed, mark]] of Object.entries(WORDS)) {
      const path = `${prefix}/o/${home}/feed`;
      const answer = await web.rest().send("GET", path);
      assert.equal(answer.headers.get("content-type"), "application/atom+xml; charset=utf-8");
      const feed = read(answer.text);
      assert.deepEqual([feed.bozo, feed.version, feed.author], [false, "atom10", name]);
      assert.equal(feed.language, prefix.slice(1) || "en");
      assert.deepEqual(feed.links, {
        alternate: `${ORIGIN}${prefix}/o/${home}`,
        self: `${ORIGIN}${path}`,
      });
      assert.match(feed.subtitle, state);
      const [newest, ...others] = feed.entries;
      assert.ok(newest!.text.startsWith(text), newest!.text);
      assert.match(newest!.text, mark);
      assert.ok(others.some(({ title }) => needed.test(title)), JSON.stringify(others));
      const times = feed.entries.map(({ updated }) =>
        updated.map((part) => String(part).padStart(4, "0")).join()
      );
      assert.deepEqual(times, times.toSorted().toReversed(), "the newest first");
      ids.push([feed.id, ...feed.entries.map(({ id }) => id)]);
      const page = (await web.rest().send("GET", `${prefix}/o/${home}`)).text;
      assert.match(page, new RegExp(`type="application/atom\\+xml"[^>]*href="${path}"`));
    }
    assert.equal(new Set(ids[0]).size, ids[0]!.length, "each has its own id");
    for (const [at, own] of ids[0]!.entries()) {
      assert.match(
        own,
        /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      assert.ok(ids.every((each) => each[at] === own), "the same thing in every language");
    }
  },
);

test(
  "feed: what is taken down is gone from it, what is suspended is said to be, what there is not is not there",
  async (web, asha, home) => {
    const feedNow = async () => read((await web.rest().send("GET", `/o/${home}/feed`)).text);
    const manager = await web.tcpLogIn("anbu");
    const update = web.newId();
    await manager.call("postUpdate", { update, text: "We have a pony." });
    const has = async () => (await feedNow()).entries.some(({ text }) => /pony/.test(text));
    assert.ok(await has());
    const { texts } = await asha.call("review", { organisation: home });
    const { sha256 } = texts.find(({ text }) => text === update)!;
    const verdict = { verdict: "taken_down", reason: "There is none." } as const;
    const where = { organisation: home, text: update, sha256 };
    await asha.call("reviewText", { ...where, ...verdict, password: PASSWORD });
    assert.ok(!await has(), "it was taken down");

    assert.equal((await feedNow()).subtitle, "verified");
    const stop = { organisation: home, reason: "asked", how: "suspended" } as const;
    await asha.call("stopOrganisation", { ...stop, password: PASSWORD });
    assert.equal((await feedNow()).subtitle, "suspended");
    for (const other of ["100000000000", "x", `${home}/x`]) {
      const { status } = await web.rest().send("GET", `/o/${other}/feed`);
      assert.equal(status, 404, other);
    }
  },
);
