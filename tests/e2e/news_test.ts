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
    const said = ["announce", "Closed on Monday", "--days", "2", "--yes"];
    await runTable(desk, [["mona", said, 0, /All customers are told, until .*: announcement 1\./]]);
    await follower.printedKind("announced");
    await first.stop("SIGKILL");
    await using second = await startServer({ ...options, port });
    await runTable(desk, [
      [null, "announcements", 0, /^1 {2}Closed on Monday {2}\(until /],
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
    ["mona", "staff-acts", 0, /mona +announced +And on Tuesday/],
  ]);
  await again.printedKind("announced");
  assert.deepEqual(numbers(again.alerts), [3], "those of before were shown on this machine");
});

function numbers(alerts: readonly { readonly stream: string; readonly number: number }[]) {
  return alerts.filter(({ stream }) => stream === "announcement").map(({ number }) => number);
}

const PAGE = "/me/staff/news";

Deno.test("news on the site: written by a manager, on every page of a customer until it is read there", async () => {
  await using web = await WebBank.open();
  const visitor = async (name: string, staff: boolean) => {
    const one = new SiteVisitor(web.origin);
    await web.customer(name, staff);
    await one.signIn(name, PASSWORD);
    return one;
  };
  const [mona, maya] = [await visitor("mona", true), await visitor("maya", false)];
  const send = (act: string, fields: Record<string, string>) =>
    mona.send(`${PAGE}/${act}`, { page: PAGE, fields });
  assert.equal((await maya.fetch(PAGE)).status, 403);
  const late = await send("announce", { text: "Closed on Monday", days: "31" });
  assert.equal(late.status, 422);
  assert.match(unescaped(late.text), /For 1 to 30 days\.[^]*value="Closed on Monday"/);
  const said = await send("announce", { text: "Closed on <Monday>", days: "2" });
  assert.equal(said.location, `${PAGE}?done=told`);
  assert.match((await mona.fetch(PAGE)).text, /Take it back: Closed on &lt;Monday/);

  const banner = /class="news"[^]*Closed on &lt;Monday/;
  for (const path of ["/me", "/me/account", "/sign-in"]) {
    assert.match((await maya.fetch(path)).text, banner, path);
  }
  assert.doesNotMatch((await maya.fetch("/")).text, banner, "pages that all share");
  const fields = { number: "1" };
  const read = await maya.send("/me/news/read?next=/me/account", { page: "/me/account", fields });
  assert.equal(read.location, "/me/account");
  assert.doesNotMatch((await maya.fetch("/me")).text, banner);
  assert.match((await mona.fetch("/me")).text, banner, "in another browser");

  await send("announce", { text: "Open again", days: "1" });
  const after = (await maya.fetch("/me")).text;
  assert.match(after, /class="news"[^]*Open again/);
  assert.doesNotMatch(after, banner);
  assert.equal((await send("end", fields)).location, `${PAGE}?done=saved`);
  assert.doesNotMatch((await mona.fetch("/me")).text, banner);
  assert.match((await send("end", { number: "7" })).text, /There is no such announcement/);
});
