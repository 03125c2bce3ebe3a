// `bank connect pay-file` against a bank in memory: what is shown before, cut at every line and run again, a week and a year later,
// files that were changed, names that may not be looked up so fast, sums that ask for the password.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { LOOK_UPS_PER_MINUTE, PAYMENTS_PER_REQUEST } from "../../api/limits.ts";
import type { Params } from "../../api/methods.ts";
import { CommandError, EXIT } from "../../console/exit.ts";
import { payFile } from "../../terminal/pay_file/pay_file.ts";
import { machineOf } from "../support/at_home.ts";
import { scratch } from "../support/program.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

const DAY_MS = 24 * 60 * 60_000;

class Killed extends Error {}

interface Run {
  readonly out: string;
  readonly said: string;
  readonly code: number;
}

/** A directory with a file of payments, a bank, and its customer maya. */
class Payroll implements AsyncDisposable {
  readonly #dir = scratch();
  readonly file = this.path("payroll.csv");
  readonly result = this.path("payroll.result.csv");
  /** Answers of the person, in the order in which they are asked for. */
  readonly answers: string[] = [];
  /** Stands between the client and the bank. */
  between: (method: string, params: unknown) => Promise<unknown> | null = () => null;

  private constructor(readonly bank: TestBank, public maya: Customer) {}

  static async open(bookedMinor = 100_000): Promise<Payroll> {
    const bank = await TestBank.open();
    const maya = await bank.customer("maya", { bookedMinor });
    for (const name of ["ravi", "zoe", "bob"]) {
      await bank.customer(name, { displayName: `Dr ${name}` });
    }
    return new Payroll(bank, maya);
  }

  path(name: string): string {
    return join(this.#dir.path, name);
  }

  write(...lines: readonly string[]): void {
    writeFileSync(this.file, ["payee,amount,memo,reference", ...lines, ""].join("\n"));
  }

  async run(options: Partial<Parameters<typeof payFile>[1]> = {}): Promise<Run> {
    const { account, userName, displayName } = this.maya.person;
    const who = { account, userName, displayName, role: "customer" };
    const { customer, machine, said, out } = machineOf(this.bank, this.maya, who);
    const after = (ms: number, act: () => void) => {
      this.bank.clock.advance(ms);
      queueMicrotask(act);
      return () => {};
    };
    const ask = () => Promise.resolve(this.answers.shift() ?? assert.fail("asked once more"));
    const screen = { ...machine.world.screen, interactive: true, columns: 200, ask };
    const call = machine.call;
    Object.assign(machine, {
      world: { host: { ...this.bank.host, after }, screen, env: {} },
      call: (method: "transfers", params: Params<"transfers">) =>
        this.between(method, params) ?? call(method, params),
    });
    const act = { action: "pay-file", file: this.file, dryRun: false, yes: true } as const;
    let code: number = EXIT.done;
    try {
      await payFile(customer, { ...act, result: undefined, ...options });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      said.push(error.message);
      code = error.exitCode;
    }
    return { out: out.join("\n"), said: said.join("\n"), code };
  }

  results(): string[][] {
    return parse(readFileSync(this.result), { relax_column_count: true }) as string[][];
  }

  /** `status name refusal` of each line. */
  outcomes(): string[] {
    return this.results().slice(1).map(([, , , , , status, , name, refusal]) =>
      [status, name, refusal].join(" ").trim()
    );
  }

  async booked(userName: string): Promise<number> {
    const account = await this.bank.people.accountNamed(userName);
    return this.bank.loop.ledger.accounts.get(account!)!.bookedMinor;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bank[Symbol.asyncDispose]();
    this.#dir[Symbol.dispose]();
  }
}

const LINES = ["ravi,10.00,Salary,2026-11", "zoe,20.00,,", "ravi,10.00,Salary,2026-11", "bob,5,x,"];

Deno.test("pay-file: shown first, then paid; what became of each line is beside the file", async () => {
  await using payroll = await Payroll.open();
  payroll.write(...LINES);
  const { bank } = payroll;
  const { head } = bank.loop;
  const shown = await payroll.run({ dryRun: true });
  assert.equal(shown.code, 0);
  assert.match(shown.out, /Line +Payee +Name +Amount/);
  assert.match(shown.out, /3 +zoe +Dr zoe +20\.00/);
  assert.match(
    shown.out,
    /4 of 4 lines to pay, 45\.00 INR in all\. Available 1,000\.00 INR, after that 955\.00 INR\./,
  );
  assert.deepEqual([bank.loop.head, existsSync(payroll.result)], [head, false]);
  payroll.answers.push("n");
  const no = await payroll.run({ yes: false });
  assert.deepEqual([no.code, bank.loop.head], [EXIT.refused, head]);
  payroll.answers.push("y");
  const done = await payroll.run({ yes: false });
  assert.deepEqual([done.code, payroll.answers], [0, []]);
  assert.match(done.out, /4 lines were paid\./);
  assert.deepEqual(
    payroll.outcomes(),
    ["ravi", "zoe", "ravi", "bob"].map((name) => `booked Dr ${name}`),
  );
  assert.deepEqual([await payroll.booked("ravi"), await payroll.booked("zoe")], [2_000, 2_000]);
  const id = payroll.results()[1]![6]!;
  const paid = await payroll.maya.call("transferStatus", { id });
  assert.deepEqual([paid.memo, paid.amountMinor], ["Salary (2026-11)", 1_000]);
});

Deno.test("pay-file: run again at once, after eight days and after a year it pays nothing twice", async () => {
  await using payroll = await Payroll.open();
  payroll.write(...LINES);
  await payroll.run();
  for (const days of [0, 8, 365]) {
    payroll.bank.clock.advance(days * DAY_MS);
    payroll.maya = await payroll.bank.signedIn(payroll.maya.person);
    const again = await payroll.run();
    assert.equal(again.code, 0, again.said);
    assert.match(
      again.out,
      /0 of 4 lines to pay, .*\n4 were paid before\.[^]*0 lines were paid, 4 had been before/,
    );
    assert.equal(await payroll.booked("maya"), 95_500);
  }
  // A file that was never run is taken whatever its age is, too.
  payroll.write("zoe,1,,");
  assert.equal((await payroll.run({ result: payroll.path("other.csv") })).code, 0);
  assert.equal(await payroll.booked("zoe"), 2_100);
});

Deno.test("pay-file: cut at every line, at the bank or on the way back, and run again: paid once", async () => {
  for (let line = 0; line <= LINES.length; line++) {
    for (const lost of ["request", "answer"]) {
      await using payroll = await Payroll.open();
      payroll.write(...LINES);
      const { maya } = payroll;
      // So many lines have got through when the client dies.
      payroll.between = (method, params) => {
        if (method !== "transfers") return null;
        const { payments, file } = params as Params<"transfers">;
        const some = payments.slice(0, line);
        if (lost === "request" && line > 0) return Promise.reject(new Killed());
        const paid = some.length === 0 ? null : maya.call("transfers", { payments: some, file });
        return Promise.resolve(paid).then(() => Promise.reject(new Killed()));
      };
      await assert.rejects(payroll.run(), Killed);
      payroll.between = () => null;
      const again = await payroll.run();
      assert.equal(again.code, 0, again.said);
      const [ravi, zoe, bob] = [
        payroll.booked("ravi"),
        payroll.booked("zoe"),
        payroll.booked("bob"),
      ];
      assert.deepEqual(await Promise.all([ravi, zoe, bob]), [2_000, 2_000, 500], `${lost} ${line}`);
      assert.equal(payroll.outcomes().filter((one) => one.startsWith("booked ")).length, 4);
    }
  }
});

Deno.test("pay-file: lines that cannot be paid are told, the others are paid", async () => {
  await using payroll = await Payroll.open();
  payroll.write("ravi,10,,", "zoo,1,,", "maya,1,,", "zoe,20,,");
  const ran = await payroll.run();
  assert.equal(ran.code, EXIT.refused);
  assert.match(
    ran.out,
    /2 cannot be paid\.[^]*2 lines were paid\.\n2 were not paid: .*result\.csv says why/,
  );
  const refused = ["refused  no_such_payee", "refused Dr maya same_account"];
  assert.deepEqual(payroll.outcomes(), [
    "booked Dr ravi",
    refused[0],
    refused[1]!.replace("Dr maya", "maya"),
    "booked Dr zoe",
  ]);
  assert.match(payroll.results()[2]![9]!, /Nobody here is called "zoo"/);
});

Deno.test("pay-file: where the money is not enough for all of it nothing is paid", async () => {
  await using payroll = await Payroll.open(2_500);
  payroll.write("ravi,10,,", "zoe,20,,", "bob,15,,");
  const ran = await payroll.run();
  assert.equal(ran.code, EXIT.refused);
  assert.match(
    ran.out,
    /3 of 3 lines to pay, 45\.00 INR in all\. Available 25\.00 INR: not enough\./,
  );
  assert.match(ran.said, /Nothing was paid: there is not enough money/);
  assert.deepEqual([await payroll.booked("maya"), existsSync(payroll.result)], [2_500, false]);
  assert.equal((await payroll.run({ dryRun: true })).code, EXIT.refused);
});

Deno.test("pay-file: a file that was changed after it was paid is not taken, nor is a file of another kind written over", async () => {
  await using payroll = await Payroll.open();
  payroll.write(...LINES);
  await payroll.run();
  payroll.write(...LINES, "bob,7,,");
  const changed = await payroll.run();
  assert.equal(changed.code, EXIT.usage);
  assert.match(changed.said, /tells what became of another file/);
  assert.equal(await payroll.booked("bob"), 500);
  writeFileSync(payroll.result, "my own notes\n");
  const foreign = await payroll.run();
  assert.deepEqual([foreign.code, readFileSync(payroll.result, "utf8")], [
    EXIT.usage,
    "my own notes\n",
  ]);
});

Deno.test("pay-file: a sum that would wait as one payment asks for the password, once and before anything is paid", async () => {
  await using payroll = await Payroll.open(1_000_000);
  payroll.write("ravi,3000,,", "zoe,3000,,", "bob,3900,,");
  payroll.answers.push("a guess");
  await assert.rejects(payroll.run(), /wrong_credentials/);
  assert.equal(await payroll.booked("maya"), 1_000_000);
  payroll.answers.push(PASSWORD);
  const ran = await payroll.run();
  assert.deepEqual([ran.code, payroll.answers], [0, []]);
  assert.match(ran.said, /One payment of that sum would wait for you/);
  assert.equal(await payroll.booked("maya"), 10_000);
});

Deno.test("pay-file: lines that look unusual by themselves wait, and are not asked for again", async () => {
  await using payroll = await Payroll.open(1_000_000);
  payroll.write("ravi,9500,,", "zoe,1,,");
  payroll.answers.push(PASSWORD);
  const ran = await payroll.run();
  assert.equal(ran.code, 0, ran.said);
  assert.match(
    ran.out,
    /will wait for your confirmation[^]*1 wait for your confirmation: bank connect holds/,
  );
  assert.deepEqual(payroll.outcomes(), ["held Dr ravi", "booked Dr zoe"]);
  assert.equal((await payroll.run()).code, 0);
  const { holds: [hold], ...none } = await payroll.maya.call("holds", {});
  assert.deepEqual(none, {});
  await payroll.maya.call("cancelHold", { id: hold!.id });
  const again = await payroll.run();
  assert.equal(again.code, EXIT.refused);
  assert.deepEqual(payroll.outcomes(), ["cancelled Dr ravi", "booked Dr zoe"]);
});

Deno.test("pay-file: more payees than may be looked up in a minute, more lines than one request may have", async () => {
  await using payroll = await Payroll.open(10_000_000);
  const people = Array.from({ length: LOOK_UPS_PER_MINUTE + 10 }, (_, number) => `payee${number}`);
  for (const name of people) await payroll.bank.customer(name);
  const count = PAYMENTS_PER_REQUEST + people.length;
  const lines = Array.from({ length: count }, (_, place) => `${people[place % people.length]},1,,`);
  payroll.write(...lines);
  let requests = 0;
  payroll.between = (method) => {
    if (method === "transfers") requests++;
    return null;
  };
  payroll.answers.push(PASSWORD);
  const ran = await payroll.run();
  assert.equal(ran.code, 0, ran.said);
  assert.match(ran.said, /Looking up who would be paid: \d+ lines are left, going on in \d+ s/);
  assert.equal(await payroll.booked("maya"), 10_000_000 - count * 100);
  assert.ok(requests > 1);
  const known = payroll.bank.clock.nowMs;
  const again = await payroll.run();
  assert.equal(again.code, 0, again.said);
  // Who was paid lately need not be looked up anew.
  assert.equal(payroll.bank.clock.nowMs, known);
});
