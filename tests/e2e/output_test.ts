// What the bank has done is never called a failure, whatever becomes of the words about it: every command that changes
// something, on every launcher, with output that cannot be written and a profile that cannot be written.
import assert from "node:assert/strict";
import { join } from "node:path";
import { Progress } from "../../console/progress.ts";
import { Refusal } from "../../bank/refusal.ts";
import { type Client, RefusedError } from "../../net/client/client.ts";
import { type MethodName, METHODS } from "../../api/methods.ts";
import { PASSWORD } from "../support/desk.ts";
import { CHANGES } from "../support/changing_acts.ts";
import { Stage } from "../support/output_stage.ts";
import { type Ran, runProgram, shipped } from "../support/program.ts";
import { hasTools, tool } from "../support/shipped.ts";
import { PROFILES, type Sink, SINKS } from "../support/sinks.ts";

const all = shipped();
const sinks = Object.keys(SINKS) as Sink[];

/** They change nothing at the bank; `second-factor` only once its code is confirmed, `clock` only when it is wrong. */
const LOOKS =
  "trust account pay-in balance history payee status receipt audit statement payees alerts announcements holds requests standing-orders " +
  "payouts payout-queue payout-batches payout-file credits tills day-report staff-acts " +
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
