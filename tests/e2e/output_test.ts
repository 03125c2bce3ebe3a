// What the bank has done is never called a failure, whatever becomes of the words about it: every command that changes
// something, on every launcher, with output that cannot be written and a profile that cannot be written.
import assert from "node:assert/strict";
import { join } from "node:path";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { Progress } from "../../console/progress.ts";
import { Refusal } from "../../bank/refusal.ts";
import { type Client, RefusedError } from "../../net/client/client.ts";
import { type MethodName, METHODS } from "../../api/methods.ts";
import { PASSWORD } from "../support/desk.ts";
import { type Person, type Running, Stage } from "../support/output_stage.ts";
import { type Ran, runProgram, shipped } from "../support/program.ts";
import { hasTools, tool } from "../support/shipped.ts";
import { PROFILES, type Sink, SINKS } from "../support/sinks.ts";

const all = shipped();
const sinks = Object.keys(SINKS) as Sink[];
const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
const newId = () => transferIdOf(Date.now(), random(10));

interface Cast {
  readonly stage: Stage;
  readonly staff: Person;
  /** New for each run. */
  readonly who: Person;
  readonly other: Person;
}

/** A request that is open. @returns its id. */
async function askedBy(asker: Person, payer: Person): Promise<string> {
  const call = { request: newId(), from: [payer.name], amountMinor: 5 };
  return (await asker.client.call("askPayment", call)).requests[0]!.request!.request;
}

/** How each command that changes something is given; without one, the person's name stands for who does it. */
const CHANGES: Readonly<Record<string, (cast: Cast) => Promise<Running> | Running>> = {
  "sign-up": ({ who }) => ({ user: `${who.name}x`, words: ["sign-up"] }),
  "log-in": ({ who }) => ({ user: who.name, words: ["log-in"] }),
  "log-out": ({ who }) => ({ user: who.name, words: ["log-out"] }),
  "sessions": ({ who }) => ({ user: who.name, words: ["sessions", "--end-others"] }),
  "transfer": ({ who, other }) => ({
    user: who.name,
    words: ["transfer", other.name, "1", "--yes"],
  }),
  "pay-file": ({ who, other, stage }) => ({
    user: who.name,
    words: ["pay-file", stage.dir.file(`${who.name}.csv`, `to,sum\n${other.name},1\n`), "--yes"],
  }),
  "change-password": ({ who, stage }) => ({
    user: who.name,
    words: ["change-password", "--new-password-file", stage.dir.file("new", "another long one 77")],
  }),
  "close-account": ({ who, other }) => ({
    user: who.name,
    words: ["close-account", "--confirm", who.name, "--sweep-to", other.name],
  }),
  "freeze": ({ who }) => ({ user: who.name, words: ["freeze"] }),
  "unfreeze": async ({ who }) => {
    await who.client.call("freeze", {});
    return { user: who.name, words: ["unfreeze"] };
  },
  "hold": async ({ who, other }) => {
    const id = newId();
    const { status } = await who.client.call("transfer", {
      id,
      to: other.name,
      amountMinor: 9_000,
    });
    assert.equal(status, "held");
    return { user: who.name, words: ["hold", "confirm", id] };
  },
  "policy": ({ staff }) => ({
    user: staff.name,
    words: ["policy", "--yes", "--set", "burst-minutes=11"],
  }),
  "request": ({ who, other }) => ({ user: who.name, words: ["request", other.name, "1"] }),
  "request-pay": async (cast) => (
    { user: cast.who.name, words: ["request-pay", await askedBy(cast.other, cast.who), "--yes"] }
  ),
  "request-decline": async (cast) => (
    { user: cast.who.name, words: ["request-decline", await askedBy(cast.other, cast.who)] }
  ),
  "request-withdraw": async (cast) => (
    { user: cast.who.name, words: ["request-withdraw", await askedBy(cast.who, cast.other)] }
  ),
  "request-block": ({ who, other }) => (
    { user: who.name, words: ["request-block", other.name] }
  ),
  "staff": ({ staff }) => ({
    user: staff.name,
    words: ["staff", "invite", "--role", "teller", "--reason", "second counter"],
  }),
  "proposals": async ({ staff, who }) => {
    const proposal = newId();
    const params = { id: newId(), account: who.account, amountMinor: 5 };
    const wish = { proposal, method: "cashIn" as const, params, why: "a van" };
    await staff.client.call("propose", { ...wish, password: PASSWORD });
    return { user: staff.name, words: ["proposals", "end", proposal, "--yes"] };
  },
  "recovery": ({ staff, who }) => ({
    user: staff.name,
    words: ["recovery", "start", who.name, "--reason", "known here"],
  }),
  "time-zone": ({ staff }) => ({
    user: staff.name,
    words: ["time-zone", "--set", "Asia/Kolkata"],
  }),
  "webhook": ({ who }) => ({
    user: who.name,
    words: ["webhook", "set", "https://hooks.invalid/"],
  }),
  "bank-details": ({ staff }) => ({
    user: staff.name,
    words: ["bank-details", "--holder", "Lakeside", "--upi", "lakeside@sbi"],
  }),
  "donor": ({ who }) => ({
    user: who.name,
    words: ["donor", "--name", "Ann", "--address", "Here"],
  }),
  "org": ({ who }) => ({ user: who.name, words: ["org", "--register", "--about", "A home"] }),
  "cash-in": ({ staff, who }) => ({ user: staff.name, words: ["cash-in", who.account, "1"] }),
  "cash-out": ({ staff, who }) => ({ user: staff.name, words: ["cash-out", who.account, "1"] }),
  "reverse": async ({ staff, who, other }) => {
    const id = newId();
    await who.client.call("transfer", { id, to: other.name, amountMinor: 5 });
    return { user: staff.name, words: ["reverse", id, "--reason", "again"] };
  },
  "import": ({ staff, stage }) => {
    const [day] = new Date().toISOString().split("T");
    const file = stage.dir.file("lines.csv", `Date,Text,Amount\n${day},rent,12.00\n`);
    const columns = { bookedOn: "Date", text: ["Text"], amount: "Amount" };
    const map = {
      name: "own",
      delimiter: ",",
      decimal: ".",
      days: "ymd",
      currency: "INR",
      columns,
    };
    const mapFile = stage.dir.file("map.json", JSON.stringify(map));
    return { user: staff.name, words: ["import", file, "--map-file", mapFile, "--yes"] };
  },
  "assign": async ({ staff, who }) => {
    const line = {
      bookedOn: new Date().toISOString().slice(0, 10),
      amountMinor: 700,
      bankReference: newId(),
      endToEndId: null,
      counterparty: { name: null, account: null },
      text: "no reference",
      twin: 0,
    };
    const { lines: [booked] } = await staff.client.call("bookLines", { lines: [line] });
    return { user: staff.name, words: ["assign", booked!.id, who.account] };
  },
};

/** They change nothing at the bank; `second-factor` only once its code is confirmed, `clock` only when it is wrong. */
const LOOKS =
  "trust account pay-in balance history payee status receipt audit statement payees alerts holds requests " +
  "unmatched reconcile open-gifts organisations organisation needs giving donation-receipt reviews second-factor clock org-report report-status";

/** They need an organisation that is live; that what they ask for counts is below, method by method. */
const WITH_ORGANISATION =
  "give recurring pledge pledges org-fact org-need org-need-close org-spend " +
  "org-pledges org-thank org-refund report report-answer review review-text org-stop org-reinstate";

/** It needs a code that two members of staff have agreed on. */
const WITH_CODE = "recover";

Deno.test("output: no command of the program is forgotten here", async () => {
  const { out } = await runProgram({ launcher: all[0]!, args: ["man"] });
  const acts = [...out.matchAll(/^\.SS bank connect (\S+)$/gm)].map(([, act]) =>
    act!.replaceAll("\\-", "-")
  );
  const others = `${LOOKS} ${WITH_ORGANISATION} ${WITH_CODE}`.split(" ");
  const known = [...Object.keys(CHANGES), ...others];
  assert.deepEqual([...new Set(acts)].sort(), known.sort());
});

Deno.test("output: every method that changes something counts as done, sent or refused", async () => {
  const harmless = ["resume", "audit", "alertsListen", "alertsRead", "setUpSecondFactor"];
  const ask = async (method: MethodName, answer: () => Promise<unknown>) => {
    const progress = new Progress();
    const client = { call: answer } as unknown as Client;
    await progress.call(client, method, {} as never).catch(() => {});
    return [progress.changed, progress.untouched];
  };
  for (const method of Object.keys(METHODS) as MethodName[]) {
    const changes = !("reads" in METHODS[method]) && !harmless.includes(method);
    const done = await ask(method, () => Promise.resolve({}));
    assert.deepEqual(done, [changes, !changes], method);
    const lost = await ask(method, () => Promise.reject(new Error("cut")));
    assert.deepEqual(lost, [false, !changes], method);
    const no = await ask(method, () => Promise.reject(new RefusedError(new Refusal("busy"))));
    assert.deepEqual(no, [false, true], method);
  }
});

function assertDone({ code, out, err }: Ran, about: string): void {
  const seen = `${about}\n${out.slice(0, 500)}${err}`;
  assert.equal(code, 0, seen);
  assert.doesNotMatch(out + err, /Nothing else was done|unexpected failure|\n\s+at /, seen);
}

const ignore = !hasTools("bash", "python3", "timeout");

Deno.test({
  name: "output: what changes something exits with 0, wherever its answer goes",
  ignore,
  async fn() {
    await using stage = await Stage.open();
    const staff = await stage.person(stage.server.staffCode!);
    const policy = { holdReasons: 1, newPayeeMinor: 8_000 };
    await staff.client.call("setPolicy", { password: PASSWORD, policy });
    const other = await stage.person();
    const acts = Object.entries(CHANGES);
    for (const [turn, [act, make]] of acts.entries()) {
      // In turn: so many launchers and sinks that every pair of them has its commands.
      const [launcher, sink] = [all[turn % all.length]!, sinks[turn % sinks.length]!];
      const who = await stage.person();
      const running = await make({ stage, staff, who, other });
      const ran = await stage.run(launcher, { ...running, wrapper: SINKS[sink] });
      assertDone(ran, `${launcher.name} ${act} to ${sink}`);
    }
  },
});

Deno.test({
  name: "output: a payment to every sink is booked once and exits with 0; looking says what failed",
  ignore,
  async fn() {
    await using stage = await Stage.open();
    const [ann, bob] = [await stage.person(), await stage.person()];
    let paidMinor = 0;
    for (const launcher of all) {
      for (const sink of sinks) {
        const words = ["transfer", bob.name, "1.12", "--yes"];
        const ran = await stage.run(launcher, { user: ann.name, words, wrapper: SINKS[sink] });
        const about = `${launcher.name} to ${sink}`;
        assertDone(ran, about);
        paidMinor += 112;
        const { availableMinor } = await ann.client.call("balance", {});
        assert.equal(availableMinor, 100_000 - paidMinor, about);
        if (/slow|wait/.test(sink)) {
          assert.match(ran.out, /Sent 1\.12 INR to .*\nReference +\S+\n$/);
        }
        if (sink === "a full disk") assert.match(ran.err, /disk is full[\s\S]*has done what/);
      }
      const looking = { user: ann.name, words: ["balance"], wrapper: SINKS["a full disk"] };
      const ran = await stage.run(launcher, looking);
      assert.deepEqual([ran.code, ran.err.includes("the disk is full")], [1, true], ran.err);
    }
  },
});

Deno.test({
  name: "output: with a profile that cannot be written nothing is paid, and the rest goes on",
  ignore: ignore || !profilesHold(),
  async fn() {
    await using stage = await Stage.open();
    const [ann, bob] = [await stage.person(), await stage.person()];
    const profile = join(stage.dir.path, "profile");
    assertDone(await stage.run(all[0]!, { user: ann.name, words: ["balance"] }), "first contact");
    for (const [turn, launcher] of all.entries()) {
      for (const [name, wrapperFor] of Object.entries(PROFILES)) {
        const wrapper = wrapperFor(profile);
        const about = `${launcher.name}, ${name}`;
        const words = ["transfer", bob.name, "1", "--yes"];
        const paying = await stage.run(launcher, { user: ann.name, words, wrapper });
        const seen = `${about}\n${paying.out}${paying.err}`;
        assert.equal(paying.code, 2, seen);
        assert.match(paying.err, /Cannot use the client's files in .*(read-only|full);/, seen);
        assert.match(paying.err, /Nothing was sent/, seen);
        assert.doesNotMatch(paying.err, /unexpected failure|\n\s+at /, seen);
        const { availableMinor } = await ann.client.call("balance", {});
        assert.equal(availableMinor, 100_000, seen);
        const other = turn % 2 === 0 ? "freeze" : "donor --name Ann --address Here";
        const done = await stage.run(launcher, {
          user: bob.name,
          words: other.split(" "),
          wrapper,
        });
        assertDone(done, `${about}: ${other}`);
      }
    }
  },
});

/** Whether a file system can be mounted for one program. */
function profilesHold(): boolean {
  const path = Deno.makeTempDirSync();
  const { code } = tool([...PROFILES["read-only"](path), "true"]);
  Deno.removeSync(path);
  return code === 0;
}
