// New passwords, sign-ins and the second factor against each other, on a store and with hashes that take a time of their own each, in
// many seeded orders. Afterwards exactly one password works, and nothing lives on that stood on another one.
import assert from "node:assert/strict";
import { Chance, VirtualTime } from "../../simulation/virtual_time.ts";
import { Disk, VirtualKv } from "../../simulation/virtual_kv.ts";
import { turn } from "../support/connection.ts";
import { type Customer, PASSWORD, START_MS, TestBank } from "../support/service.ts";
import { cheapHash } from "../support/hashes.ts";
import { totpOf } from "../support/totp.ts";

const RACES = 500;

/** Races in one bank. */
const RACES_EACH = 50;

/** Virtual milliseconds that an answer of the store, and a hash, may take at the most. */
const SLOW_MS = 20;

const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/** What a customer of this bank begins with. */
const FIRST_HASH = await cheapHash(PASSWORD);

class World implements AsyncDisposable {
  readonly time = new VirtualTime(START_MS);
  readonly chance: Chance;
  bank!: TestBank;

  constructor(seed: number) {
    this.chance = new Chance(seed);
  }

  async open(): Promise<this> {
    const faults = { refused: 0, unanswered: 0, denied: 0, slowMs: SLOW_MS };
    const kv = new VirtualKv({ disk: new Disk(), time: this.time, chance: this.chance, faults });
    this.bank = await this.until(TestBank.open({ kv }));
    const slowly = async <T>(made: T) => {
      await this.pause(SLOW_MS);
      return made;
    };
    Object.assign(this.bank.service.hasher, {
      hash: (password: string) => slowly(`plain ${password}`),
      matches: (password: string, stored: string | null) =>
        slowly({
          right: stored === `plain ${password}` || stored === FIRST_HASH && password === PASSWORD,
        }),
    });
    return this;
  }

  pause(msMax: number): Promise<void> {
    return new Promise((go) => void this.time.after(this.chance.whole(msMax + 1), go));
  }

  /** Lets one thing after the other happen until this has. */
  async until<T>(awaited: Promise<T>): Promise<T> {
    let over = false;
    awaited.then(() => over = true, () => over = true);
    for (await turn(); !over; await turn()) this.time.step();
    return await awaited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.until(this.bank[Symbol.asyncDispose]());
  }
}

interface SignIn {
  readonly password: string;
  readonly coded: boolean;
  readonly askedAt: number;
  readonly token: string | undefined;
}

/** One customer with two sessions, and what is tried on her account at once. */
class Race {
  /** Counts each question and each answer. */
  #moment = 0;
  readonly passwords = [PASSWORD];
  readonly changed: string[] = [];
  readonly signIns: SignIn[] = [];
  readonly asked = { on: false, off: false };
  onAt = Infinity;

  constructor(
    readonly world: World,
    readonly here: Customer,
    readonly there: Customer,
    readonly begunWithFactor: boolean,
  ) {}

  get #someone(): Customer {
    return this.world.chance.happens(0.5) ? this.here : this.there;
  }

  /** Not used before: each is of another minute. */
  code(): string {
    this.world.bank.clock.advance(60_000);
    return totpOf(SECRET, this.world.bank.clock.nowMs);
  }

  readonly acts: Readonly<Record<string, () => Promise<unknown>>> = {
    change: async () => {
      const newPassword = `another staple of horses ${this.passwords.length}`;
      this.passwords.push(newPassword);
      const params = { password: PASSWORD, newPassword };
      const { result } = await this.#someone.answer("changePassword", params);
      if (result) this.changed.push(newPassword);
    },
    signIn: async () => {
      const { chance, bank } = this.world;
      const [password, coded] = [chance.one(this.passwords), chance.happens(0.5)];
      const code = coded ? { code: this.code() } : {};
      const askedAt = ++this.#moment;
      const stranger = bank.stranger(this.#address());
      const { userName } = this.here.person;
      const { result } = await stranger.answer("logIn", { userName, password, ...code });
      const token = result?.sessionToken as string | undefined;
      this.signIns.push({ password, coded, askedAt, token });
      // On other machines, as long as it can be.
      for (let time = 0; token !== undefined && time < 3; time++) {
        await this.world.pause(SLOW_MS);
        await bank.stranger(this.#address()).answer("resume", { sessionToken: token });
      }
    },
    on: async () => {
      this.asked.on = true;
      const { bank } = this.world;
      const session = this.#someone;
      const { result } = await session.answer("setUpSecondFactor", { password: PASSWORD });
      if (!result) return;
      bank.clock.advance(60_000);
      const code = totpOf(String(result.secret), bank.clock.nowMs);
      const confirmed = await session.answer("confirmSecondFactor", { code });
      if (confirmed.result) this.onAt = Math.min(this.onAt, ++this.#moment);
    },
    off: async () => {
      this.asked.off = true;
      const params = { password: PASSWORD, code: this.code() };
      await this.#someone.answer("removeSecondFactor", params);
    },
    endOthers: async () => await this.#someone.answer("endOtherSessions", {}),
  };

  #address(): string {
    return `198.51.100.${this.world.chance.whole(250)}`;
  }

  /** Some acts, each beginning at its own moment. */
  async run(): Promise<void> {
    const { chance } = this.world;
    const kinds = [
      "change",
      ...Array.from({ length: 2 + chance.whole(4) }, () => {
        return chance.one(["change", "signIn", "signIn", "on", "off", "endOthers"]);
      }),
    ];
    await this.world.until(Promise.all(kinds.map(async (kind) => {
      await this.world.pause(4 * SLOW_MS);
      await this.acts[kind]!();
    })));
  }

  /** @returns the one password that works. */
  async judge(): Promise<string> {
    const { bank } = this.world;
    const { account, userName } = this.here.person;
    const person = (await bank.people.person(account))!;
    const works: string[] = [];
    for (const [place, password] of this.passwords.entries()) {
      const code = person.totp?.confirmed ? { code: codeOf(this, person.totp.secret) } : {};
      const stranger = bank.stranger(`203.0.113.${place}`);
      const { result } = await stranger.answer("logIn", { userName, password, ...code });
      if (result) works.push(password);
    }
    assert.equal(works.length, 1, `these work: ${works}`);
    const [password] = works as [string];
    assert.ok(this.changed.length <= 1, `changed from the same password: ${this.changed}`);
    assert.equal(password, this.changed[0] ?? password);
    await this.#judgeSessions(password);
    this.#judgeFactor(person.totp?.confirmed ?? false);
    return password;
  }

  async #judgeSessions(password: string): Promise<void> {
    const { bank } = this.world;
    const stale = this.signIns.filter((one) => one.password !== password).map(({ token }) => token);
    if (password !== PASSWORD) stale.push(this.here.token, this.there.token);
    const present = [...bank.service.presence.of(this.here.account)]
      .map(({ identity }) => identity!.sessionToken);
    for (const token of stale) {
      if (token === undefined) continue;
      assert.equal(await bank.people.session(token), null, "a session outlived its password");
      assert.ok(!present.includes(token), "a session is present without its password");
      const answer = await bank.stranger().answer("resume", { sessionToken: token });
      assert.equal(answer.error?.data.code, "session_expired");
    }
    for (const token of present) {
      assert.ok(await bank.people.session(token), "signed in without a session");
    }
  }

  #judgeFactor(on: boolean): void {
    const { asked, onAt, begunWithFactor } = this;
    if (!asked.off && (begunWithFactor || onAt < Infinity)) assert.ok(on, "the factor is gone");
    if (!asked.on && !begunWithFactor) assert.ok(!on, "a factor came from nowhere");
    if (asked.off) return;
    for (const { coded, token, askedAt } of this.signIns) {
      const needed = begunWithFactor || askedAt > onAt;
      assert.ok(!needed || coded || token === undefined, "signed in without the factor");
    }
  }
}

function codeOf({ world }: Race, secret: string): string {
  world.bank.clock.advance(60_000);
  return totpOf(secret, world.bank.clock.nowMs);
}

async function raceOf(world: World, number: number): Promise<Race> {
  const { bank, chance } = world;
  const here = await bank.customer(`alice${number}`);
  const there = await bank.signedIn(here.person);
  const withFactor = chance.happens(0.5);
  const totp = { secret: SECRET, confirmed: true, lastPeriod: 0 };
  if (withFactor) await bank.people.change(here.account, (person) => ({ ...person, totp }));
  return new Race(world, here, there, withFactor);
}

Deno.test(`races of passwords, sign-ins and second factors: ${RACES} seeded orders`, async () => {
  const counts = { changed: 0, kept: 0, signedIn: 0, switchedOn: 0, switchedOff: 0 };
  for (let seed = 1; seed <= RACES / RACES_EACH; seed++) {
    await using world = await new World(seed).open();
    for (let number = 0; number < RACES_EACH; number++) {
      const race = await world.until(raceOf(world, number));
      await race.run();
      const password = await world.until(race.judge()).catch((error) => {
        throw new Error(`seed ${seed}, race ${number}`, { cause: error });
      });
      if (password === PASSWORD) counts.kept++;
      else counts.changed++;
      counts.signedIn += race.signIns.filter(({ token }) => token !== undefined).length;
      if (race.onAt < Infinity) counts.switchedOn++;
      const person = await world.until(world.bank.people.person(race.here.account));
      if (race.begunWithFactor && !person?.totp) counts.switchedOff++;
    }
  }
  // Nothing of this is so rare that it was not tried.
  for (const [what, count] of Object.entries(counts)) {
    if (what !== "kept") assert.ok(count >= 20, `${what} only ${count} times`);
  }
});
