// A whole town with its bank, in virtual time: the real server, store logic and client code; a disk, a network and a
// clock that misbehave as the seed decides. After every step the model looks whether everything is still true.
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Host } from "../../bank/host.ts";
import type { Certificate } from "../../net/certificate.ts";
import { PinnedCertificate } from "../../net/pinned_certificate.ts";
import type { Runtime } from "../../net/runtime.ts";
import { type RunningBank, startBank } from "../bank_server.ts";
import { DATA_FORMAT } from "../../store/data_directory.ts";
import type { World } from "../world.ts";
import { Citizen, type Town } from "./citizen.ts";
import { auditDisks } from "./disk_audit.ts";
import { Model, Violation } from "./model.ts";
import { plainHasher } from "./plain_hasher.ts";
import { Disk, type Faults, VirtualKv } from "./virtual_kv.ts";
import { SERVER, VirtualNetwork } from "./virtual_network.ts";
import { Chance, VirtualTime } from "./virtual_time.ts";

export interface SimulationPlan {
  readonly seed: number;
  readonly steps: number;
  readonly citizens: number;
  /** Made once: making certificates takes real time. */
  readonly certificate: Certificate;
}

export interface SimulationReport {
  readonly blocks: number;
  readonly transfers: number;
  readonly gifts: number;
  readonly crashes: number;
  readonly cuts: number;
  /** Virtual milliseconds. */
  readonly lastedMs: number;
}

/** The one-time code of the second officer. */
const SECOND_CODE = "second officer";

const START_MS = Date.UTC(2026, 0, 5, 9);

/** So few that many are let go and asked for again. */
const RECENT_TRANSFERS_MAX = 40;

/** Steps after the storm in which everybody must have got an answer. */
const SETTLE_STEPS_MAX = 200_000;

/** One server process: what it has set in motion dies with it. */
interface Life {
  alive: boolean;
  readonly kvs: VirtualKv[];
}

export class Simulation {
  readonly #plan: SimulationPlan;
  readonly #time = new VirtualTime(START_MS);
  readonly #chance: Chance;
  readonly #network: VirtualNetwork;
  readonly #model = new Model();
  readonly #town: Town;
  readonly #citizens: Citizen[] = [];
  readonly #disks: Record<string, Disk> = { "bank.kv": new Disk(), "views.kv": new Disk() };
  readonly #faults: Faults = { refused: 0, unanswered: 0.001, slowMs: 5 };
  readonly #directory: string;
  #life: Life = { alive: false, kvs: [] };
  #bank: RunningBank | null = null;
  #starting = false;
  #stopping = false;
  #skewMs = 0;
  #crashes = 0;
  #cuts = 0;

  constructor(plan: SimulationPlan) {
    this.#plan = plan;
    this.#chance = new Chance(plan.seed);
    const weather = { delayMs: 20, datagramLoss: 0.1, datagramDoubled: 0.05 };
    this.#network = new VirtualNetwork(this.#time, this.#chance, weather);
    this.#town = {
      ...{ network: this.#network, chance: this.#chance, model: this.#model },
      certificate: PinnedCertificate.own(plan.certificate),
      ...{ accounts: [], booked: [], over: false, failure: null },
      giving: { organisation: null, needs: [] },
    };
    this.#directory = fs.mkdtempSync(join(tmpdir(), "bank-simulation-"));
    for (const name of Object.keys(this.#disks)) this.#file(name, "");
    this.#file("format", `${DATA_FORMAT}\n`);
    this.#file("tls-cert.pem", plan.certificate.certPem);
    this.#file("tls-key.pem", plan.certificate.keyPem);
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
      fs.rmSync(this.#directory, { recursive: true, force: true });
    }
    return {
      blocks: this.#model.seq + 1,
      transfers: this.#model.transfers,
      gifts: this.#model.giving.gifts,
      crashes: this.#crashes,
      cuts: this.#cuts,
      lastedMs: this.#time.now - START_MS,
    };
  }

  async #begin(): Promise<void> {
    this.#start();
    await this.#until(() => this.#bank !== null, "the bank starts");
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

  /** The storm is over: everybody gets an answer and every alert, and the books are proved. */
  async #end(): Promise<void> {
    Object.assign(this.#faults, { refused: 0, unanswered: 0 });
    Object.assign(this.#network.weather, { datagramLoss: 0, datagramDoubled: 0 });
    this.#town.over = true;
    await this.#until(() => !this.#stopping, "the bank stops");
    this.#start();
    await this.#until(() => this.#citizens.every(({ done }) => done), "everybody has an answer");
    const told = (citizen: Citizen) => {
      const { entry, notice } = this.#model.shownTo(citizen.name);
      const { notices = 0 } = this.#bank?.books.loop.ledger.accounts.get(citizen.account) ?? {};
      return entry === this.#model.entriesOf(citizen.account) && notice === notices;
    };
    for (const citizen of this.#citizens) void citizen.settle(() => told(citizen));
    await this.#until(() => this.#citizens.every(told), "everybody is shown every entry");
    await this.#stop();
    this.#look();
    this.#model.settle();
    await auditDisks(this.#disks, this.#chance);
    this.#start();
    await this.#until(() => this.#bank !== null, "the bank starts again");
    this.#model.compare(this.#bank!.books.loop.ledger);
    await this.#stop();
  }

  async #until(done: () => boolean, what: string): Promise<void> {
    for (let step = 0; !done(); step++) {
      if (step > SETTLE_STEPS_MAX) throw new Violation(`It does not come about that ${what}`);
      await this.#step();
    }
  }

  async #step(): Promise<void> {
    this.#time.step();
    // Everything that follows from it without more time passing.
    await setImmediate();
    if (this.#town.failure) throw this.#town.failure;
    this.#look();
  }

  #look(): void {
    const { rows } = this.#disks["bank.kv"]!;
    for (let more = true; more;) {
      const row = rows.get(JSON.stringify(["journal", this.#model.seq + 1]));
      if (row) this.#model.take(row.value);
      more = row !== undefined;
    }
    const loop = this.#bank?.books.loop;
    if (loop && loop.head.seq === this.#model.seq) this.#model.compare(loop.ledger);
  }

  #disturb(): void {
    const fate = this.#chance.draw();
    if (fate < 0.004) {
      this.#network.cutOne();
      this.#cuts++;
    } else if (fate < 0.005) this.#crash();
    else if (fate < 0.0055 && this.#bank) void this.#stop().then(() => this.#restartLater());
    else if (fate < 0.007) {
      this.#faults.refused = this.#chance.draw() / 2;
      void this.#time.after(this.#chance.whole(3_000), () => this.#faults.refused = 0);
    } else if (fate < 0.008) this.#skewMs = this.#chance.whole(3_600_000) - 1_800_000;
    else if (fate < 0.0082) this.#time.now += this.#chance.whole(30 * 3_600_000);
    else if (fate < 0.009) this.#network.weather.datagramLoss = this.#chance.draw() / 2;
  }

  #crash(): void {
    if (!this.#bank) return;
    this.#crashes++;
    this.#life.alive = false;
    for (const kv of this.#life.kvs) kv.crash();
    this.#network.serverDown();
    this.#bank = null;
    this.#restartLater();
  }

  #restartLater(): void {
    void this.#time.after(this.#chance.whole(2_000), () => this.#start());
  }

  async #stop(): Promise<void> {
    const bank = this.#bank;
    if (!bank) return;
    this.#bank = null;
    this.#stopping = true;
    const stopping = bank.stop().then(() => this.#stopping = false);
    if (this.#town.over) await this.#until(() => !this.#stopping, "the bank stops");
    await stopping;
  }

  #start(): void {
    if (this.#bank || this.#starting || this.#stopping) return;
    this.#starting = true;
    const life: Life = { alive: true, kvs: [] };
    this.#life = life;
    startBank(this.#world(life), {
      ...SERVER,
      ...{ data: this.#directory, bankName: "Simulated", currency: "INR", welcome: "1000" },
      newStaffCode: false,
      hasher: plainHasher,
      recentTransfersMax: RECENT_TRANSFERS_MAX,
      onFatal: () => {},
    }).then((bank) => {
      this.#starting = false;
      this.#bank = bank;
    }, () => {
      // The disk was full at the wrong moment: somebody starts it again.
      this.#starting = false;
      this.#restartLater();
    });
  }

  #world(life: Life): World {
    const silent = () => {};
    const after: Host["after"] = (ms, act) => this.#time.after(ms, () => life.alive && act());
    const clock = () => this.#time.now + this.#skewMs;
    const log = { info: silent, warn: silent, error: silent };
    const nobody = () => Promise.reject(new Error("nobody is here"));
    const mute = { interactive: false, columns: 80, out: silent, say: silent };
    const screen = { ...mute, ask: nobody, readAll: nobody };
    const host: Host = { clock, after, random: this.#chance.bytes, log };
    return { host, runtime: this.#runtime(life, host), env: {}, screen, version: "simulated" };
  }

  #runtime(life: Life, { clock, after }: Host): Runtime {
    return {
      ...{ name: "simulation", clock, after, onSignal: () => () => {} },
      listenTls: () => Promise.resolve(this.#network.listen()),
      connectTls: () => Promise.reject(new Error("servers do not do this")),
      bindUdp: ({ port }) => Promise.resolve(this.#network.bindUdp(port)),
      serveHttp: () => Promise.reject(new Error("nobody browses here")),
      lockFile: () => Promise.resolve({ release: () => {} }),
      openKv: (path) => {
        const disk = this.#disks[path.split("/").at(-1)!]!;
        const [time, chance, faults] = [this.#time, this.#chance, this.#faults];
        const kv = new VirtualKv({ disk, time, chance, faults });
        life.kvs.push(kv);
        return Promise.resolve(kv);
      },
    };
  }

  #file(name: string, text: string): void {
    fs.writeFileSync(join(this.#directory, name), text, { mode: 0o600 });
  }
}
