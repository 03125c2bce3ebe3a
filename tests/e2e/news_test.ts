// What staff tell all customers, between real processes and on the site: shown once on each machine that listens, also after the bank
// was killed, and on the pages of each customer until it has been read there.
import assert from "node:assert/strict";
import { join } from "node:path";
import { deskAt, runTable } from "../support/desk.ts";
import { follow } from "../support/follower.ts";
import { launcherNamed, scratch, startServer } from "../support/program.ts";
import { SiteVisitor, unescaped } from "../support/site_visitor.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const launcher = launcherNamed(undefined);

/** As long as it may be. */
const LONG = `Closed on Monday${" அ".repeat(131)}!!`;

Deno.test("news: said by a manager, shown once by who listens, also when the bank was killed", async () => {
  using dir = scratch();
  const options = { launcher, data: join(dir.path, "data"), args: ["--welcome", "100"] };
  await using first = await startServer(options);
  const { host, port } = first;
  const desk = deskAt({ launcher, dir, server: first });
  await desk.signUp("ann");
  await desk.signUp("mona", "--staff-code", first.staffCode!);
  const address = ["--host", host, "--port", String(port)];
  const words = [...address, "--profile", join(dir.path, "profile"), "--user", "ann"];
  await runTable(desk, [
    ["ann", ["announce", "x", "--yes"], 1, /Only staff|manager/],
    ["mona", ["announce", "x"], 2, /add --yes/],
    ["mona", ["announce", "", "--yes"], 2, /./],
    ["mona", ["announce", "x", "--days", "31", "--yes"], 2, /--days/],
    [null, "announcements", 0, /Nothing is announced\./],
  ]);
  {
    await using follower = follow(launcher, words);
    await follower.said(/over UDP\./);
    const said = ["announce", LONG, "--days", "2", "--yes"];
    await runTable(desk, [["mona", said, 0, /All customers are told, until .*: announcement 1\./]]);
    await follower.printedKind("announced");
    await first.stop("SIGKILL");
    await using second = await startServer({ ...options, port });
    await runTable(desk, [
      [null, "announcements", 0, new RegExp(`^1 {2}${LONG} {2}\\(until `)],
      ["mona", ["announce", "And on Tuesday", "--yes"], 0, /announcement 2\./],
    ]);
    await follower.printed(3);
    assert.deepEqual(numbers(follower.alerts), [1, 2]);
    await second.stop();
  }
  await using _third = await startServer({ ...options, port });
  await using again = follow(launcher, words);
  await again.said(/over UDP\./);
  await runTable(desk, [
    ["mona", "announcement-end 9", 1, /There is no announcement 9/],
    ["mona", "announcement-end 1", 0, /Announcement 1 is not shown any more/],
    ["mona", ["announce", "Open again", "--yes"], 0, /announcement 3\./],
    ["mona", ["announce", "Too much", "--yes"], 1, /3 announcements were made in the last 24/],
    ["mona", "audit", 0, /./],
    [
      "mona",
      "staff-acts",
      0,
      /mona +announced +And on Tuesday[^]*announcement ended +Closed on Mo/,
    ],
  ]);
  await again.printedKind("announced");
  assert.deepEqual(numbers(again.alerts), [3], "those of before were shown on this machine");
});

function numbers(alerts: readonly { readonly stream: string; readonly number: number }[]) {
  return alerts.filter(({ stream }) => stream === "announcement").map(({ number }) => number);
}

const PAGE = "/me/staff/news";

async function desks(web: WebBank) {
  const visitor = async (name: string, staff: boolean) => {
    const one = new SiteVisitor(web.origin);
    await web.customer(name, staff);
    await one.signIn(name, PASSWORD);
    return one;
  };
  const [mona, maya] = [await visitor("mona", true), await visitor("maya", false)];
  const send = (act: string, fields: Record<string, string>) =>
    mona.send(`${PAGE}/${act}`, { page: PAGE, fields });
  const shows = async (one: SiteVisitor, path = "/me") => (await one.fetch(path)).text;
  /** Of the newest one that stands there. */
  const timeOn = (page: string) => /name="at" value="(\d+-\d+)"/.exec(page)![1]!;
  const reads = (at: string, page = "/me") =>
    maya.send(`/me/news/read?next=${page}`, { page, fields: { at } });
  return { mona, maya, send, shows, timeOn, reads };
}

const BANNER = /class="news"[^]*Closed on &lt;Monday/;

Deno.test("news on the site: written by a manager, on every page of a customer until it is read there", async () => {
  await using web = await WebBank.open();
  const { mona, maya, send, shows, timeOn, reads } = await desks(web);
  assert.equal((await maya.fetch(PAGE)).status, 403);
  const late = await send("announce", { text: "Closed on Monday", days: "31" });
  assert.equal(late.status, 422);
  assert.match(unescaped(late.text), /For 1 to 30 days\.[^]*value="Closed on Monday"/);
  const said = await send("announce", { text: "Closed on <Monday>", days: "2" });
  assert.equal(said.location, `${PAGE}?done=told`);
  assert.match(await shows(mona, PAGE), /Take it back: Closed on &lt;Monday/);

  for (const path of ["/me", "/me/account", "/me/security", "/hi/me"]) {
    assert.match(await shows(maya, path), BANNER, path);
  }
  for (const path of ["/", "/sign-in"]) {
    assert.doesNotMatch(await shows(maya, path), BANNER, `${path} is not of one customer`);
  }
  assert.doesNotMatch(await shows(maya, "/me/security"), /I have read it/, "forms stay filled");
  const read = await reads(timeOn(await shows(maya, "/me/account")), "/me/account");
  assert.equal(read.location, "/me/account");
  assert.doesNotMatch(await shows(maya), BANNER);
  assert.match(await shows(mona), BANNER, "in another browser");
  await web.customer("tess");
  await maya.signIn("tess", PASSWORD);
  assert.match(await shows(maya), BANNER, "another customer in the same browser");
  await maya.signIn("maya", PASSWORD);
  assert.doesNotMatch(await shows(maya), BANNER);
});

Deno.test("news on the site: what is told already is not told for longer, what is taken back is gone, an old page brings nothing back", async () => {
  await using web = await WebBank.open();
  const { mona, maya, send, shows, timeOn, reads } = await desks(web);
  await send("announce", { text: "Closed on <Monday>", days: "2" });
  const at = timeOn(await shows(maya));
  await reads(at);
  web.clock.advance(60_000);
  const again = await send("announce", { text: "Closed on <Monday>", days: "9" });
  assert.match(unescaped(again.text), /This is told already, until .*Take it back first/);
  await send("announce", { text: "Open again", days: "1" });
  const after = await shows(maya);
  assert.match(after, /class="news"[^]*Open again/);
  assert.doesNotMatch(after, BANNER);
  for (const each of [timeOn(after), at]) await reads(each);
  assert.doesNotMatch(await shows(maya), /class="news"/);
  assert.equal((await send("end", { number: "1" })).location, `${PAGE}?done=saved`);
  assert.doesNotMatch(await shows(mona), BANNER);
  assert.match((await send("end", { number: "7" })).text, /There is no such announcement/);
});
