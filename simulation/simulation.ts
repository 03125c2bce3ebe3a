// A whole town with its bank, in virtual time: the real server, store logic and client code; a disk, a network and a
// clock that misbehave as the seed decides. After every step the model looks whether everything is still true.
import { setImmediate } from "node:timers/promises";
import type { Certificate } from "../net/certificate.ts";
import { PinnedCertificate } from "../net/pinned_certificate.ts";
import type { RunningBank } from "../server/bank_server.ts";
import { Citizen } from "./citizen.ts";
import type { Town } from "./town.ts";
import type { HalfMade } from "./half_made.ts";
import { auditDisks } from "./disk_audit.ts";
import { Machine } from "./machine.ts";
import { Model, Violation } from "./model.ts";
import { VirtualNetwork } from "./virtual_network.ts";
import { Chance, VirtualTime } from "./virtual_time.ts";

export interface SimulationPlan {
  readonly seed: number;
  readonly steps: number;
  readonly citizens: number;
  /** Made once: making certificates takes real time. */
  readonly certificate: Certificate;
  /** Likewise what a death inside the founding leaves; null where there is no SQLite to make it. */
  readonly halfMade: HalfMade | null;
}

export interface SimulationReport {
  readonly blocks: number;
  readonly transfers: number;
  readonly gifts: number;
  /** Payment requests that were paid. */
  readonly requests: number;
  /** Days of standing orders that were paid. */
  readonly standing: number;
  /** Payments that left an account below zero. */
  readonly owing: number;
  /** Tills that were closed. */
  readonly tills: number;
  /** How often customers were shown what staff tell all of them. */
  readonly news: number;
  /** Payouts that lines of the other bank have told of. */
  readonly payouts: number;
  readonly crashes: number;
  readonly cuts: number;
  /** Virtual milliseconds. */
  readonly lastedMs: number;
}

/** The one-time code of the second officer. */
const SECOND_CODE = "second officer";

const START_MS = Date.UTC(2026, 0, 5, 9);

/** Steps after the storm in which every citizen must have got an answer. */
const SETTLE_STEPS_MAX = 200_000;

export class Simulation {
  readonly #plan: SimulationPlan;
  readonly #time = new VirtualTime(START_MS);
  readonly #chance: Chance;
  readonly #network: VirtualNetwork;
  readonly #model = new Model();
  readonly #town: Town;
  readonly #citizens: Citizen[] = [];
  readonly #machine: Machine;
  /** The newest block that a running bank has acknowledged. */
  #acknowledged = -1;
  #cuts = 0;

  constructor(plan: SimulationPlan) {
    this.#plan = plan;
    this.#chance = new Chance(plan.seed);
    const weather = { delayMs: 20, datagramLoss: 0.1, datagramDoubled: 0.05 };
    this.#network = new VirtualNetwork(this.#time, this.#chance, weather);
    this.#town = {
      network: this.#network,
      chance: this.#chance,
      model: this.#model,
      certificate: PinnedCertificate.own(plan.certificate),
      accounts: [],
      booked: [],
      over: false,
      failure: null,
      giving: { organisation: null, needs: [], asked: [], lines: [], payouts: [], batches: [] },
    };
    this.#machine = new Machine({
      time: this.#time,
      chance: this.#chance,
      network: this.#network,
      certificate: plan.certificate,
      halfMade: plan.halfMade,
      onDenied: (seq) => this.#model.denied(seq),
      onViolation: (violation) => this.#town.failure ??= violation,
    });
  }

  /** @throws {Violation} when something that must be true is not. */
  async run(): Promise<SimulationReport> {
    try {
      await this.#begin();
      for (let step = 0; step < this.#plan.steps; step++) {
        this.#disturb();
        await this.#step();
      }
      await this.#end();
    } finally {
      this.#machine.remove();
    }
    return {
      blocks: this.#model.seq + 1,
      transfers: this.#model.transfers,
      gifts: this.#model.giving.gifts,
      requests: this.#model.requests.paid,
      standing: this.#model.standing.paid,
      owing: this.#model.owing,
      tills: this.#model.tills.closed,
      news: this.#model.news.shows,
      payouts: this.#model.payouts.paid,
      crashes: this.#machine.crashes,
      cuts: this.#cuts,
      lastedMs: this.#time.now - START_MS,
    };
  }

  get #bank() {
    return this.#machine.bank;
  }

  async #begin(): Promise<void> {
    await this.#found();
    const staffCode = this.#bank!.staffCode!;
    for (let n = 0; n < this.#plan.citizens; n++) {
      const role = n < 2
        ? "officer" as const
        : n === 2
        ? "organisation" as const
        : "donor" as const;
      const citizen = new Citizen(this.#town, `citizen${n}`, {
        staffCode: n === 0 ? staffCode : n === 1 ? SECOND_CODE : undefined,
        role,
      });
      this.#citizens.push(citizen);
      void citizen.live();
      if (n === 0) {
        // Each code makes one officer: the second one is set when the first has been used.
        await this.#until(() => citizen.account !== "", "the first officer signs up");
        await this.#setSecondCode();
      }
    }
  }

  /** Some banks die while they are being founded, again and again: what is left must become a bank all the same. */
  async #found(): Promise<void> {
    for (let deaths = this.#chance.whole(4); deaths > 0; deaths--) {
      await this.#start();
      for (let steps = this.#chance.whole(60); steps > 0 && !this.#bank; steps--) {
        await this.#step();
      }
      if (this.#bank) break;
      let dead = false;
      void this.#machine.dieWhileFounding().then(() => dead = true);
      await this.#until(() => dead, "its last writes arrive");
    }
    await this.#start();
    await this.#until(() => this.#bank !== null, "the bank is founded");
    if (!this.#bank!.staffCode) throw new Violation("The first officer's code is never shown");
  }

  /** Again when the disk did not take it, or the bank went down meanwhile. */
  async #setSecondCode(): Promise<void> {
    let set = false;
    let asked: RunningBank | null = null;
    await this.#until(() => {
      const bank = this.#bank;
      if (!set && bank && asked !== bank) {
        asked = bank;
        bank.books.people.setStaffCode(SECOND_CODE).then(() => set = true, () => asked = null);
      }
      return set;
    }, "the second officer's code is set");
  }

  /** The storm is over: every citizen gets an answer and every alert, and the books are proved. */
  async #end(): Promise<void> {
    this.#machine.calm();
    Object.assign(this.#network.weather, { datagramLoss: 0, datagramDoubled: 0 });
    this.#town.over = true;
    await this.#until(() => !this.#machine.stopping, "the bank stops");
    await this.#start();
    await this.#until(() => {
      this.#confirmClock();
      return this.#citizens.every(({ done }) => done);
    }, "every citizen has an answer");
    const told = (citizen: Citizen) => {
      const { entry, notice } = this.#model.shownTo(citizen.name);
      const { notices = 0 } = this.#bank?.books.loop.ledger.accounts.get(citizen.account) ?? {};
      return entry === this.#model.entriesOf(citizen.account) && notice === notices;
    };
    for (const citizen of this.#citizens) void citizen.settle(() => told(citizen));
    await this.#until(() => this.#citizens.every(told), "every citizen is shown every entry");
    await this.#stop();
    this.#look();
    this.#model.settle();
    const { disks } = this.#machine;
    await auditDisks({ bank: disks.bank, views: disks.named("views.kv") }, this.#chance);
    await this.#start();
    await this.#until(() => this.#bank !== null, "the bank starts again");
    this.#model.compare(this.#bank!.books.loop.ledger);
    await this.#stop();
  }

  /** The machine's clock is right now; a bank that lives in another time is told so. */
  #confirmClock(): void {
    const { clock, loop } = this.#bank?.books ?? {};
    const by = this.#citizens[0]!.account;
    if (clock?.fault) void loop!.submit({ type: "set_clock", atMs: clock.fault.systemMs, by });
  }

  async #until(done: () => boolean, what: string): Promise<void> {
    for (let step = 0; !done(); step++) {
      if (step > SETTLE_STEPS_MAX) throw new Violation(`It does not come about that ${what}`);
      await this.#step();
    }
  }

  /** Everything that follows from what has happened, without more time passing. */
  async #follow(): Promise<void> {
    for (let turns = this.#machine.turns; turns > 0; turns--) await setImmediate();
  }

  async #start(): Promise<void> {
    this.#machine.start();
    await this.#follow();
  }

  async #step(): Promise<void> {
    this.#time.step();
    await this.#follow();
    if (this.#town.failure) throw this.#town.failure;
    this.#look();
  }

  #look(): void {
    const { rows } = this.#machine.disks.bank;
    for (let more = true; more;) {
      const row = rows.get(JSON.stringify(["journal", this.#model.seq + 1]));
      if (row) this.#model.take(row.value, this.#time.now);
      more = row !== undefined;
    }
    const loop = this.#bank?.books.loop;
    if (!loop) return;
    const { seq } = loop.head;
    if (seq < this.#acknowledged) {
      throw new Violation(`The bank goes on at block ${seq}, and ${this.#acknowledged} was told`);
    }
    this.#acknowledged = seq;
    if (seq === this.#model.seq) this.#model.compare(loop.ledger);
  }

  #disturb(): void {
    const fate = this.#chance.draw();
    if (fate < 0.004) {
      this.#network.cutOne();
      this.#cuts++;
    } else if (fate < 0.005) this.#machine.crash();
    else if (fate < 0.0055 && this.#bank) {
      void this.#machine.stop().then(() => this.#machine.restartLater());
    } else if (fate < 0.007) {
      const { faults } = this.#machine;
      faults.refused = this.#chance.draw() / 2;
      void this.#time.after(this.#chance.whole(3_000), () => faults.refused = 0);
    } else if (fate < 0.0078) this.#machine.slow();
    else if (fate < 0.008) this.#machine.drift();
    else if (fate < 0.0081) this.#machine.setClock();
    else if (fate < 0.0082) this.#time.now += this.#chance.whole(30 * 3_600_000);
    else if (fate < 0.009) this.#network.weather.datagramLoss = this.#chance.draw() / 2;
  }

  /** Orderly, and nothing else happens meanwhile. */
  async #stop(): Promise<void> {
    const stopping = this.#machine.stop();
    await this.#until(() => !this.#machine.stopping, "the bank stops");
    await stopping;
  }
}
