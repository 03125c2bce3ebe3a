// Random stories of a bank with views: payments that are booked or held, what becomes of them, reversals, freezes,
// closings, openings, other rules, time that passes, and views that are written now and then. A few accounts do
// most of it, so that their statements grow long.
import * as fc from "fast-check";
import type { Command } from "../../bank/command.ts";
import { HOLD_LIFETIME_MS } from "../../bank/limits.ts";
import { defaultPolicy } from "../../bank/suspicion.ts";
import type { TransferId } from "../../bank/transfer_id.ts";
import type { Code } from "./ledger.ts";
import type { ViewBank } from "./view_bank.ts";

const DEEDS = {
  pays: 30,
  again: 2,
  "pays in": 2,
  "takes out": 1,
  reverses: 4,
  confirms: 4,
  cancels: 3,
  expires: 1,
  voids: 2,
  "is told": 5,
  freezes: 1,
  unfreezes: 3,
  closes: 1,
  opens: 2,
  "sets rules": 2,
  rests: 12,
  "writes views": 6,
} as const;
type Deed = keyof typeof DEEDS;

/** Two draws name accounts, one an earlier transfer (0: the newest). */
export type Step = readonly [deed: Deed, who: number, whom: number, minor: number, which: number];

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom(
    ...Object.entries(DEEDS).flatMap(([deed, weight]) => Array<Deed>(weight).fill(deed as Deed)),
  ),
  // Mostly the first four.
  fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(99) }),
  fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(99) }),
  fc.integer({ min: 1, max: 120 }),
  fc.oneof({ weight: 3, arbitrary: fc.nat(4) }, { weight: 2, arbitrary: fc.nat(9_999) }),
);

/** The same steps for the same seed: a failing test prints one number. */
export function storyOf(seed: number, steps: number): readonly Step[] {
  return fc.sample(step, { seed, numRuns: steps });
}

const BY = "boss";
const PEOPLE = 20;
const FUNDS_MINOR = 2_000;

export class Story {
  #bank: ViewBank;
  readonly #accounts: string[] = [];
  readonly #payments: Extract<Command, { type: "transfer" }>[] = [];
  readonly #ids: TransferId[] = [];
  #said: Promise<Code>[] = [];
  /** How often each answer was given. */
  readonly codes: Partial<Record<Code, number>> = {};

  constructor(bank: ViewBank) {
    this.#bank = bank;
  }

  /** The process that goes on after the one before has ended. */
  goOn(bank: ViewBank): void {
    this.#bank = bank;
  }

  async begin(): Promise<void> {
    this.#say({ type: "found", name: "Test Bank", currency: "INR", scale: 2 });
    for (let number = 0; number < PEOPLE; number++) this.#open();
    await this.#rest();
    for (const account of this.#accounts) this.#payIn(account, FUNDS_MINOR);
    this.#setRules(90, 10);
    await this.#rest();
  }

  async tell(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      const command = this.#commandOf(step);
      if (command) this.#say(command);
      else await this.#pass(step);
    }
    await this.#rest();
  }

  /** Between two commands: all are answered, time passes, perhaps something is written to the views. */
  async #pass([deed, who, , minor]: Step): Promise<void> {
    if (deed === "opens") return this.#open();
    if (deed === "sets rules") return this.#setRules(minor, 1 + who % 15);
    await this.#rest();
    if (deed === "writes views") return await this.#bank.tick();
    this.#bank.clock.advance(minor > 116 ? HOLD_LIFETIME_MS / 2 : minor * 20);
  }

  #commandOf([deed, who, whom, amountMinor, which]: Step): Command | null {
    const account = this.#name(who);
    const old = this.#ids.at(-1 - which % this.#ids.length)!;
    const id = this.#bank.id();
    switch (deed) {
      case "pays": {
        const [to, memo] = [
          this.#name(who === whom ? whom + 1 : whom),
          which % 3 ? "" : `für ${which}`,
        ];
        const payment = { type: "transfer", id, from: account, to, amountMinor, memo } as const;
        this.#payments.push(payment);
        return this.#known(payment);
      }
      case "again":
        return this.#payments.at(-1 - which % (this.#payments.length || 1)) ?? null;
      case "pays in":
        return this.#known({ type: "cash_in", id, account, amountMinor, memo: "", by: BY });
      case "takes out":
        return this.#known({ type: "cash_out", id, account, amountMinor, memo: "", by: BY });
      case "reverses":
        return this.#known({ type: "reverse", id, transfer: old, reason: "wrong", by: BY });
      case "confirms":
      case "cancels": {
        const { holds = [] } = this.#bank.ledger.accounts.get(account) ?? {};
        const waiting = holds[which % holds.length] ?? old;
        const type = deed === "confirms" ? "confirm_hold" : "cancel_hold";
        return { type, id: waiting, owner: account };
      }
      case "expires":
        return { type: "expire_hold", id: old };
      case "voids":
        return this.#known({ type: "void_transfer", id, owner: account });
      case "is told":
        return { type: "notice", account, notice: "new_device" };
      case "freezes":
        return { type: "freeze", account };
      case "unfreezes":
        return { type: "unfreeze", account };
      case "closes":
        // Not the busy four: they go on.
        return {
          type: "close_account",
          account: this.#name(4 + who % 16),
          sweep: { id, to: account },
        };
      default:
        return null;
    }
  }

  #known<C extends Command & { readonly id: TransferId }>(command: C): C {
    this.#ids.push(command.id);
    return command;
  }

  #name(draw: number): string {
    return this.#accounts[draw % this.#accounts.length]!;
  }

  #open(): void {
    const account = `10000${this.#accounts.length}`;
    this.#accounts.push(account);
    const welcome = { id: this.#bank.id(), amountMinor: 5 };
    this.#ids.push(welcome.id);
    this.#say({ type: "open_account", account, welcome });
  }

  #payIn(account: string, amountMinor: number): void {
    const id = this.#bank.id();
    this.#say(this.#known({ type: "cash_in", id, account, amountMinor, memo: "", by: BY }));
  }

  #setRules(newPayeeMinor: number, burstMinutes: number): void {
    const policy = {
      ...defaultPolicy(0),
      newPayeeMinor,
      burstMinutes,
      unusualMinor: 100,
      unusualFactor: 2,
      drainingMinor: 0,
      newDeviceMinor: 110,
      newDeviceHours: 1,
    };
    this.#say({ type: "set_policy", policy, by: BY });
  }

  #say(command: Command): void {
    this.#said.push(this.#bank.say(command));
  }

  async #rest(): Promise<void> {
    for (const code of await Promise.all(this.#said)) {
      this.codes[code] = (this.codes[code] ?? 0) + 1;
    }
    this.#said = [];
  }
}
