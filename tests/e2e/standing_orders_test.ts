// Standing orders as commands between real processes: made, paid by the bank itself, and not again by a bank that was killed; stopped.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Desk, deskAt, runTable } from "../support/desk.ts";
import { launcherNamed, scratch, startServer } from "../support/program.ts";

const launcher = launcherNamed(undefined);

/** Waits until the customer has been paid. */
async function paidOf(desk: Desk, user: string): Promise<number> {
  for (let tries = 0; tries < 40; tries++) {
    const { answer } = await desk.json(user, ["balance"]);
    if (answer.bookedMinor > 100_000) return answer.bookedMinor;
  }
  return 0;
}

const order = (...words: string[]) => ["standing-order", "bob", "250", ...words];

Deno.test("standing orders: paid by the bank on their day, once, also when it is killed; stopped at the terminal", async () => {
  using dir = scratch();
  const options = { launcher, data: join(dir.path, "data") };
  const args = ["--welcome", "1000"];
  await using first = await startServer({ ...options, port: 0, args });
  const { port } = first;
  const desk = deskAt({ launcher, dir, server: first });
  await desk.signUp("ann");
  await desk.signUp("bob", "--name", "Bob Roy");
  await runTable(desk, [
    ["ann", ["standing-orders"], 0, /You have no standing orders\./],
    ["ann", order("--every", "day"), 2, /"once", "week", "month"/],
    ["ann", order("--every", "month"), 2, /add --yes/],
    ["ann", order("--every", "month", "--first", "soon", "--yes"), 2, /not a day such as/],
    ["ann", order("--every", "month", "--first", "2020-01-31", "--yes"), 1, /first day has passed/],
    ["ann", order("--every", "once", "--times", "2", "--yes"), 2, /once needs neither/],
    ["ann", order("--every", "week", "--until", "2020-01-31", "--yes"), 2, /before the first day/],
    [
      "ann",
      order("--every", "month", "--memo", "Rent", "--yes"),
      0,
      /Made: 250\.00 INR to Bob Roy for "Rent", every month from \d{4}-\d\d-\d\d\.\nDays: /,
    ],
    ["ann", ["alerts"], 0, /! A standing order was made: 250\.00 INR to Bob Roy, every month from/],
  ]);
  assert.equal(await paidOf(desk, "bob"), 125_000);
  await first.stop("SIGKILL");
  await using _second = await startServer({ ...options, port, args });
  const { answer } = await desk.json("ann", ["standing-orders"]);
  const [made] = answer.orders;
  assert.deepEqual([made.paid, made.next.length], [1, 3]);
  await runTable(desk, [
    ["ann", ["standing-orders"], 0, /Bob Roy +250\.00 INR +every month from .* 1 +Rent/],
    ["bob", ["history"], 0, /\+250\.00.*Rent/],
    ["bob", ["standing-order-stop", made.order], 1, /There is no such standing order of yours/],
    ["ann", ["standing-order-stop", "x"], 2, /Cannot tell which order/],
    ["ann", ["standing-order-stop", made.order.slice(-8)], 0, /Stopped: 250\.00 INR to Bob Roy/],
    ["ann", ["standing-orders"], 0, /You have no standing orders\./],
    ["ann", ["standing-orders", "--all"], 0, /ended: you stopped it/],
    ["bob", ["balance"], 0, /Booked +1,250\.00 INR/],
  ]);
});
