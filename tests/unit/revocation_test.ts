// Everything that takes a session up, or acts with one, against everything that ends sessions, at every point at which the
// first has to wait for the registry. Whatever the order: who is signed in afterwards has a session that is still there, and
// what was ended moves no money.
import assert from "node:assert/strict";
import { TOTP } from "otpauth";
import { LiveHub } from "../../net/http/live_hub.ts";
import type { LiveSocket } from "../../net/runtime.ts";
import type { Registry } from "../../store/registry.ts";
import type { Message } from "../support/connection.ts";
import { type Customer, PASSWORD, TestBank, type TestSession } from "../support/service.ts";

const NEW_PASSWORD = "another staple of horses";

/** A registry that stops one caller before or after its n-th question, and lets the others pass meanwhile. */
class Gate {
  #left = -1;
  #reached = Promise.withResolvers<void>();
  #open = Promise.withResolvers<void>();
  asked = 0;

  /** @param stop 0 for before the first question, 1 for after it, 2 for before the second. */
  arm(stop: number): void {
    this.#left = stop;
    this.#reached = Promise.withResolvers();
    this.#open = Promise.withResolvers();
  }

  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  release(): void {
    this.#left = -1;
    this.#open.resolve();
  }

  readonly before = (people: Registry): Registry =>
    new Proxy(people, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== "function") return value;
        return async (...given: unknown[]) => {
          await this.#pass();
          const answer: unknown = await value.apply(target, given);
          await this.#pass();
          return answer;
        };
      },
    });

  async #pass(): Promise<void> {
    this.asked++;
    if (this.#left < 0) return;
    if (this.#left-- > 0) return;
    this.#left = -1;
    this.#reached.resolve();
    await this.#open.promise;
  }
}

interface Town {
  readonly bank: TestBank;
  /** The owner, on a machine of her own. */
  readonly alice: Customer;
  /** Another session of hers. */
  readonly other: Customer;
  readonly bob: Customer;
  /** The thief, who acts while the owner ends sessions. */
  readonly actor: TestSession;
}

interface Revocation {
  readonly act: (town: Town) => Promise<Message>;
  /** Whether the old password is. */
  readonly changes?: boolean;
}

const REVOCATIONS: Readonly<Record<string, Revocation>> = {
  "a freeze": { act: ({ alice }) => alice.answer("freeze", {}) },
  "the end of other sessions": {
    act: ({ alice }) => alice.answer("endOtherSessions", {}),
  },
  "a new password": {
    act: ({ alice }) =>
      alice.answer("changePassword", { password: PASSWORD, newPassword: NEW_PASSWORD }),
    changes: true,
  },
  "a log-out with the same token": { act: ({ other }) => other.answer("logOut", {}) },
  "the end of the account": {
    act: ({ alice, bob, bank }) =>
      alice.answer("closeAccount", {
        password: PASSWORD,
        sweep: { id: bank.transferId(), to: bob.account },
      }),
    changes: true,
  },
};

interface Victim {
  readonly act: (town: Town) => Promise<unknown>;
  /** Whether it begins with the token of `other`. */
  readonly resumes?: boolean;
  /** Whether it stands on the password. */
  readonly proves?: boolean;
}

const TAKEN_UP: Readonly<Record<string, Victim>> = {
  "a session that is resumed": {
    act: ({ actor, other }) => actor.answer("resume", { sessionToken: other.token }),
    resumes: true,
  },
  "a sign-in": {
    act: ({ actor }) => actor.answer("logIn", { userName: "alice", password: PASSWORD }),
    proves: true,
  },
  "another new password": {
    act: ({ other }) =>
      other.answer("changePassword", { password: PASSWORD, newPassword: "yet another horse" }),
    resumes: true,
    proves: true,
  },
};

async function town(gate: Gate): Promise<Town> {
  const bank = await TestBank.open({ before: gate.before });
  const alice = await bank.customer("alice", { bookedMinor: 1_000 });
  const bob = await bank.customer("bob");
  const other = await bank.signedIn(alice.person);
  return { bank, alice, bob, other, actor: bank.stranger() };
}

/** Who is signed in has a session that is there. */
async function isSound({ bank, alice }: Town): Promise<void> {
  for (const { identity } of bank.service.presence.of(alice.account)) {
    assert(await bank.people.session(identity!.sessionToken), "signed in without a session");
  }
}

/** As many stops as the act has questions, before and after each. */
async function stopsOf(act: Victim["act"]): Promise<number> {
  const gate = new Gate();
  const here = await town(gate);
  const before = gate.asked;
  await act(here);
  await here.bank[Symbol.asyncDispose]();
  return gate.asked - before;
}

for (const [what, { act, resumes = false, proves = false }] of Object.entries(TAKEN_UP)) {
  for (const [how, revocation] of Object.entries(REVOCATIONS)) {
    Deno.test(`revocation: ${what}, and ${how} at any moment of it`, async () => {
      const stops = await stopsOf(act);
      assert(stops > 2);
      for (let stop = 0; stop < stops; stop++) {
        const gate = new Gate();
        const here = await town(gate);
        await using _bank = here.bank;
        gate.arm(stop);
        const acting = act(here);
        await gate.reached;
        const { error } = await revocation.act(here);
        gate.release();
        await acting;
        await isSound(here);
        // It was too late: the act had changed the password, and ended the owner's session, before.
        if (error) {
          assert(proves && resumes, `stop ${stop}: ${String(error.data.code)}`);
          continue;
        }
        const { actor, other } = here;
        if (resumes) {
          const name = `stop ${stop}`;
          assert.equal(actor.session.identity, null, name);
          const token = other.session.identity?.sessionToken;
          if (token !== undefined) assert.notEqual(token, other.token, name);
          if (how !== "a log-out with the same token") {
            assert.equal(other.session.identity, null, name);
          }
        }
        if (proves && revocation.changes) {
          assert.equal(actor.session.identity, null, `stop ${stop}`);
        }
      }
    });
  }
}

const ACTS: Readonly<Record<string, (town: Town, id: string) => Promise<Message>>> = {
  "a payment by name": ({ other }, id) =>
    other.answer("transfer", { id, to: "bob", amountMinor: 10, memo: "" }),
  "a statement": ({ other }) => other.answer("statement", { fromMs: 0, toMs: 10 ** 13 }),
  "the sessions": ({ other }) => other.answer("sessions", {}),
  "a payee": ({ other }) => other.answer("payee", { payee: "bob" }),
  "a second factor": ({ other }) => other.answer("setUpSecondFactor", { password: PASSWORD }),
  "a confirmed payment": ({ other }, id) => other.answer("confirmHold", { id, password: PASSWORD }),
};

for (const [what, act] of Object.entries(ACTS)) {
  for (const [how, revocation] of Object.entries(REVOCATIONS)) {
    if (what === "a confirmed payment" && how === "the end of the account") continue;
    Deno.test(`revocation: ${what}, and ${how} at any moment of it`, async () => {
      const stops = await stopsOf(async (here) => await act(here, await idFor(here, what)));
      for (let stop = 0; stop < stops; stop++) {
        const gate = new Gate();
        const here = await town(gate);
        await using _bank = here.bank;
        const id = await idFor(here, what);
        gate.arm(stop);
        const acting = act(here, id);
        const ran = await Promise.race([gate.reached.then(() => true), acting.then(() => false)]);
        if (!ran) continue;
        await revocation.act(here);
        const { bookedMinor } = await here.bob.call("balance", {});
        gate.release();
        const { error, result } = await acting;
        const said = String(error?.data.code ?? JSON.stringify(result));
        const wrong = revocation.changes ? ["wrong_credentials"] : [];
        assert(["session_expired", ...wrong].includes(said), `stop ${stop}: ${said}`);
        assert.equal((await here.bob.call("balance", {})).bookedMinor, bookedMinor);
        const person = await here.bank.people.person(here.alice.account);
        assert(!person?.totp?.confirmed);
      }
    });
  }
}

async function idFor({ bank, alice, bob }: Town, what: string): Promise<string> {
  if (what !== "a confirmed payment") return bank.transferId();
  return await bank.held(alice.account, bob.account, 50);
}

Deno.test("revocation: a sign-in without a code while the second factor is switched on", async () => {
  const act = ({ actor }: Town) => actor.answer("logIn", { userName: "alice", password: PASSWORD });
  const stops = await stopsOf(act);
  let refused = 0;
  for (let stop = 0; stop < stops; stop++) {
    const gate = new Gate();
    const here = await town(gate);
    await using _bank = here.bank;
    const { alice, actor, bank } = here;
    const { secret } = await alice.call("setUpSecondFactor", { password: PASSWORD });
    gate.arm(stop);
    const acting = act(here);
    await gate.reached;
    const code = new TOTP({ secret }).generate({ timestamp: bank.clock.nowMs });
    await alice.call("confirmSecondFactor", { code });
    gate.release();
    await acting;
    await isSound(here);
    if (actor.session.identity === null) refused++;
  }
  assert.equal(refused, stops);
});

class Socket implements LiveSocket {
  readonly waiting = 0;
  readonly sent: string[] = [];
  closed: readonly [number, string] | null = null;

  send(text: string): void {
    this.sent.push(text);
  }

  close(code: number, reason: string): void {
    this.closed = [code, reason];
  }

  destroy(): void {
    this.close(0, "destroyed");
  }
}

Deno.test("revocation: a page of a session that has ended is told nothing more", async () => {
  const gate = new Gate();
  const here = await town(gate);
  await using _bank = here.bank;
  const { bank, alice, other, bob } = here;
  const hub = new LiveHub(bank.service);
  const source = "192.0.2.7";
  const sockets = [other, other, alice].map(({ session }, place) => {
    const socket = new Socket();
    const ticket = hub.ticketFor(session, `ticket ${place}`);
    // The last one of `other` is opened after the end.
    if (place !== 1) hub.handlers({ after: null, ticket, source }).open(socket);
    return { socket, ticket };
  });
  const [page, late, own] = sockets;
  await alice.call("endOtherSessions", {});
  assert.deepEqual([page!.socket.closed?.[0], own!.socket.closed], [1008, null]);
  hub.handlers({ after: null, ticket: late!.ticket, source }).open(late!.socket);
  await bank.cashIn(alice.account, 5);
  await alice.call("transfer", { id: bank.transferId(), to: bob.account, amountMinor: 5 });
  hub.close();
  const told = ({ sent }: Socket) => sent.filter((text) => text.includes('"type":"own"')).length;
  assert.equal(told(late!.socket), 0);
  assert(told(own!.socket) > 0);
});
