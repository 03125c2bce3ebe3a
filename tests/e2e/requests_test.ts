// Asking for money as commands between real processes: asked, listed, paid twice at once, declined, taken back; a link and its code;
// all of it kept when the server is killed.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Desk, deskAt, runTable } from "../support/desk.ts";
import { launcherNamed, scratch, startServer } from "../support/program.ts";

const launcher = launcherNamed(undefined);

/** The last signs of the newest request of ann's. */
async function newest(desk: Desk): Promise<string> {
  const { answer } = await desk.json("ann", ["requests", "--asked"]);
  return answer.requests[0].request.slice(-8);
}

Deno.test("requests: asked, paid, declined and taken back at the terminal, and kept when the server is killed", async () => {
  using dir = scratch();
  const options = { launcher, data: join(dir.path, "data") };
  const args = ["--welcome", "1000"];
  await using first = await startServer({ ...options, port: 0, args });
  const { port } = first;
  const desk = deskAt({ launcher, dir, server: first });
  await desk.signUp("ann", "--name", "Ann Lee");
  await desk.signUp("bob");
  await runTable(desk, [
    ["bob", ["requests"], 0, /Nobody asks you for money\./],
    [
      "ann",
      ["request", "bob", "250", "--memo", "Rent of May", "--reference", "INV 7"],
      0,
      /Asked bob for 250\.00 INR, due on \d{4}-\d\d-\d\d\. Request [0-9a-f]{8}/,
    ],
    ["bob", ["alerts"], 0, /\? Ann Lee asks you for 250\.00 INR for "INV 7 Rent of May", due on /],
    ["bob", ["requests"], 0, /Ann Lee +250\.00 INR +\d{4}-\d\d-\d\d +open +INV 7 Rent of May/],
    ["ann", ["request", "bob", "1", "--due", "tomorrow"], 2, /is not a day such as/],
    ["ann", ["request", "bob", "1", "--due", "2020-01-01"], 1, /That day has passed/],
    ["ann", ["request", "bob"], 2, /Expected whom to ask and for how much, or --link/],
    ["ann", ["request", "bob", "1", "--memo", "x".repeat(101)], 2, /100 at most are kept/],
    ["bob", ["request-pay", "000000"], 1, /No open request of yours ends with 000000/],
    ["bob", ["request-pay", "?"], 2, /Cannot tell which request/],
  ]);
  const rent = await newest(desk);
  await runTable(desk, [
    ["ann", ["request-pay", rent, "--yes"], 1, /No open request of yours/],
    ["bob", ["request-pay", rent], 2, /add --yes/],
  ]);
  await first.stop("SIGKILL");
  await using _second = await startServer({ ...options, port, args });
  const both = await Promise.all(
    [1, 2].map(() => desk.run("bob", ["request-pay", rent, "--yes"])),
  );
  assert.deepEqual(both.map(({ code }) => code).sort(), [0, 1], both.map(({ err }) => err).join());
  await runTable(desk, [
    ["bob", ["balance"], 0, /Booked +750\.00 INR/],
    ["ann", ["requests", "--asked", "--all"], 0, /bob +250\.00 INR +\S+ +paid +INV 7/],
  ]);
});

Deno.test("requests: many at once, declined with a word, taken back, turned away", async () => {
  using dir = scratch();
  const args = ["--welcome", "1000"];
  await using server = await startServer({ launcher, data: join(dir.path, "data"), args });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann", "--name", "Ann Lee");
  await desk.signUp("bob");
  await desk.signUp("cat");
  await runTable(desk, [
    ["ann", ["requests", "--asked"], 0, /You have asked nobody for money/],
    [
      "ann",
      ["request", "bob", "2", "--also", "cat", "--also", "nemo"],
      0,
      /Asked bob for 2\.00 INR[\s\S]*Asked cat for 2\.00 INR[\s\S]*Not asked: nemo\. Nobody here[\s\S]*1 of 3 were not asked/,
    ],
  ]);
  const { answer } = await desk.json("ann", ["requests", "--asked"]);
  const [cat, bob] = ["cat", "bob"].map((name): string =>
    answer.requests.find(({ payerName }: { payerName: string }) => payerName === name).request
  );
  await runTable(desk, [
    ["cat", ["request-decline", cat!, "--word", "not me"], 0, /Declined: 2\.00 INR/],
    ["ann", ["alerts"], 0, /! cat declines to pay 2\.00 INR: "not me"/],
    ["ann", ["request-withdraw", bob!], 0, /Withdrawn: bob is no longer asked/],
    ["bob", ["alerts"], 0, /! Ann Lee no longer asks you for 2\.00 INR/],
    ["bob", ["request-block", "ann"], 0, /ann can no longer ask you/],
    ["ann", ["request", "bob", "2"], 1, /does not want to be asked by you/],
    ["bob", ["request-block"], 0, /\d{4} \d{4} \d{4}/],
    ["bob", ["request-block", "ann", "--undo"], 0, /ann may ask you for money again/],
    ["bob", ["request-block"], 0, /Everyone here may ask/],
  ]);
});

Deno.test("requests: a shop prints a link and its code, and who has the link pays what it says", async () => {
  using dir = scratch();
  await using server = await startServer({
    launcher,
    data: join(dir.path, "data"),
    port: 0,
    args: ["--welcome", "1000", "--site", "https://bank.example", "--http", "127.0.0.1:0"],
  });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("shop", "--name", "Corner Shop");
  await desk.signUp("ann");
  const words = ["request", "--link", "12.50", "--memo", "Tea & cake", "--reference", "7"];
  const { answer } = await desk.json("shop", words);
  assert.match(answer.uri, /^bank:\d{12}\?amount=INR:12\.50&message=7%20Tea%20%26%20cake$/);
  assert.match(
    answer.page,
    /^https:\/\/bank\.example\/me\/pay\?to=\d{12}&amount=12\.50&memo=7\+Tea\+%26\+cake$/,
  );
  const shown = await desk.run("shop", [...words, "--qr"]);
  assert.match(shown.out, /[█▀▄]{10}/);
  await runTable(desk, [
    ["ann", ["request-pay", answer.uri], 2, /add --yes/],
    ["ann", ["request-pay", answer.uri, "--yes"], 0, /12\.50 INR .* it went through/],
    ["ann", ["request-pay", answer.uri.replace("INR", "EUR"), "--yes"], 2, /this bank has INR/],
    ["ann", ["request-pay", answer.uri.split("?")[0], "--yes"], 2, /has no amount/],
    ["shop", ["history"], 0, /\+12\.50/],
  ]);
});
