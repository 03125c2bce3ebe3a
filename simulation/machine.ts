// The machine of a simulated bank: its disks, its clock, and one process after another that runs the real server on them. It
// dies, is started again, has its files damaged and its clock set, as the seed decides.
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Host, plainLog } from "../bank/host.ts";
import type { Certificate } from "../net/certificate.ts";
import type { Runtime } from "../net/runtime.ts";
import { type RunningBank, startBank } from "../server/bank_server.ts";
import type { World } from "../console/world.ts";
import type { KvKey } from "../store/kv.ts";
import { Damage } from "./damage.ts";
import { Disks } from "./disks.ts";
import type { HalfMade } from "./half_made.ts";
import { plainHasher } from "./plain_hasher.ts";
import { type Faults, LookingKv, VirtualKv } from "./virtual_kv.ts";
import { Violation } from "./model.ts";
import { VirtualMark } from "./virtual_mark.ts";
import { machineTimeOf, SERVER, type VirtualNetwork } from "./virtual_network.ts";
import type { Chance, VirtualTime } from "./virtual_time.ts";

/** So few that many are let go and asked for again. */
const RECENT_TRANSFERS_MAX = 40;

/** Milliseconds that the disk takes at the most, on a good day. */
const SLOW_MS = 5;

/** Milliseconds after the end of a process in which its last writes arrive, or do not: longer than the disk ever takes. */
const DEAD_MS = 110;

/** Far more than a module takes that is loaded already. */
const LOADING_TURNS = 20;

/** Reads of the disks until a bank of a few people is ready, however much they have done. */
const START_READS_MAX = 300;

/** Bytes that may be read to find one id. */
const LOOK_UP_BYTES_MAX = 16_384;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One server process: what it has set in motion dies with it. */
interface Life {
  alive: boolean;
  readonly kvs: VirtualKv[];
}

export interface MachineOptions {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly network: VirtualNetwork;
  readonly certificate: Certificate;
  readonly halfMade: HalfMade | null;
  /** A block that the store has and says that it has not. */
  readonly onDenied: (seq: number) => void;
  /** Something that must be true is not. */
  readonly onViolation: (violation: unknown) => void;
}

export class Machine {
  readonly disks: Disks;
  readonly faults: Faults = { refused: 0, unanswered: 0.001, denied: 0.005, slowMs: SLOW_MS };
  readonly damage: Damage;
  crashes = 0;
  readonly #options: MachineOptions;
  readonly #mark: VirtualMark;
  readonly #directory: string;
  #life: Life = { alive: false, kvs: [] };
  #bank: RunningBank | null = null;
  #starting = false;
  #stopping = false;
  #skewMs = 0;
  /** There is a file that SQLite has to look at. */
  #halfMade = false;

  constructor(options: MachineOptions) {
    const { time, chance, certificate } = options;
    this.#options = options;
    this.#mark = new VirtualMark(time);
    const directory = fs.mkdtempSync(join(tmpdir(), "bank-simulation-"));
    this.#directory = directory;
    this.disks = new Disks(directory);
    this.damage = new Damage({ disks: this.disks, mark: this.#mark, chance, directory });
    this.#file("tls-cert.pem", certificate.certPem);
    this.#file("tls-key.pem", certificate.keyPem);
  }

  /** The running one. */
  get bank(): RunningBank | null {
    return this.#bank;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /** Turns of the real event loop within one moment: SQLite is loaded in real time where there is something to look at. */
  get turns(): number {
    return this.#halfMade ? LOADING_TURNS : 1;
  }

  remove(): void {
    fs.rmSync(this.#directory, { recursive: true, force: true });
  }

  /** For some seconds the disk takes its time. */
  slow(): void {
    const { chance, time } = this.#options;
    this.faults.slowMs = SLOW_MS + chance.whole(100);
    void time.after(chance.whole(3_000), () => this.faults.slowMs = SLOW_MS);
  }

  /** By less than half an hour, as time servers do it. */
  drift(): void {
    this.#skewMs = this.#options.chance.whole(HOUR_MS) - HOUR_MS / 2;
  }

  /** By hours, weeks or years; put right some time later. */
  setClock(): void {
    const { chance, time } = this.#options;
    const unit = chance.one([HOUR_MS, DAY_MS, 365 * DAY_MS]);
    this.#skewMs = (chance.happens(0.5) ? 1 : -1) * unit * (2 + chance.whole(6));
    void time.after(chance.whole(20_000), () => this.#skewMs = 0);
  }

  /** Everything works, and the files are whole. */
  calm(): void {
    Object.assign(this.faults, { refused: 0, unanswered: 0, denied: 0, slowMs: SLOW_MS });
    this.#skewMs = 0;
    this.damage.repair();
  }

  crash(): void {
    if (!this.#bank) return;
    const { chance, time } = this.#options;
    this.crashes++;
    this.#die();
    if (chance.happens(0.1)) this.setClock();
    const fate = chance.draw();
    if (fate < 0.3) this.#mark.powerCut(chance);
    else if (fate < 0.5) {
      // When what was under way has ended, one way or the other, and before an earlier call starts it again.
      void time.after(DEAD_MS, () => {
        if (!this.#bank && !this.#starting) this.damage.strike();
      });
    }
    this.restartLater();
  }

  /** As `crash`, of a process that may not be ready yet. @returns when its last writes have arrived, or have not. */
  async dieWhileFounding(): Promise<void> {
    const { time, chance, halfMade } = this.#options;
    this.#die();
    await new Promise<void>((resolve) => void time.after(2 * DEAD_MS, resolve));
    // It died while its database was being made.
    const begun = fs.existsSync(join(this.#directory, "format"));
    const early = begun && this.disks.bank.rows.size === 0 && chance.happens(0.7);
    if (!early || !halfMade) return;
    this.#halfMade = true;
    this.disks.put("bank.kv", halfMade.file);
    fs.writeFileSync(join(this.#directory, "bank.kv-journal"), halfMade.rollback, { mode: 0o600 });
  }

  /** The process is gone, from one moment to the next. */
  #die(): void {
    this.#life.alive = false;
    for (const kv of this.#life.kvs) kv.crash();
    this.#options.network.serverDown();
    this.#bank = null;
    this.#starting = false;
  }

  restartLater(): void {
    const { time, chance } = this.#options;
    void time.after(2 * DEAD_MS + chance.whole(2_000), () => this.start());
  }

  /** In good order. */
  async stop(): Promise<void> {
    const bank = this.#bank;
    if (!bank) return;
    this.#bank = null;
    this.#stopping = true;
    await bank.stop();
    // With the process its sockets are gone, also those that nothing has taken from the listener yet.
    this.#options.network.serverDown();
    this.#stopping = false;
  }

  start(): void {
    if (this.#bank || this.#starting || this.#stopping) return;
    this.#starting = true;
    const life: Life = { alive: true, kvs: [] };
    this.#life = life;
    startBank(this.#world(life), {
      ...SERVER,
      data: this.#directory,
      bankName: "Simulated",
      currency: "INR",
      welcome: "1000",
      newStaffCode: false,
      hasher: plainHasher,
      recentTransfersMax: RECENT_TRANSFERS_MAX,
      onFatal: () => {},
    }).then((bank) => {
      if (!life.alive) return;
      this.#starting = this.#halfMade = false;
      this.#bank = bank;
      const reads = life.kvs.reduce((sum, kv) => sum + kv.reads, 0);
      this.#look(() => {
        this.damage.started();
        if (reads > START_READS_MAX) throw new Violation(`A start read its disks ${reads} times`);
      });
    }, (error) => {
      if (!life.alive) return;
      this.#starting = false;
      // What is damaged is put back from a backup; the disk that was full at the wrong moment has room again.
      this.#look(() => this.damage.refused(error));
      this.restartLater();
    });
  }

  #look(look: () => void): void {
    try {
      look();
    } catch (violation) {
      this.#options.onViolation(violation);
    }
  }

  #world(life: Life): World {
    const { time, chance } = this.#options;
    const silent = () => {};
    const after: Host["after"] = (ms, act) => time.after(ms, () => life.alive && act());
    const clock = () => time.now + this.#skewMs;
    const log = plainLog(clock, silent);
    const absent = () => Promise.reject(new Error("there is no person here"));
    const mute = { interactive: false, columns: 80, out: silent, say: silent };
    const written = () => Promise.resolve(null);
    const screen = { ...mute, written, ask: absent, readAll: absent };
    const host: Host = { clock, after, random: chance.bytes, log };
    return { host, runtime: this.#runtime(life, host), env: {}, screen, version: "simulated" };
  }

  #runtime(life: Life, { clock, after }: Host): Runtime {
    const { network, time } = this.#options;
    const absent = () => Promise.reject(new Error("servers do not do this"));
    // A process that has died does nothing more, whatever it still had in mind.
    const never = () => new Promise<never>(() => {});
    return {
      name: "simulation",
      clock,
      after,
      onSignal: () => () => {},
      machineTime: machineTimeOf(time),
      descriptors: () => null,
      listenTls: () => life.alive ? Promise.resolve(network.listen()) : never(),
      bindUdp: ({ port }) => life.alive ? Promise.resolve(network.bindUdp(port)) : never(),
      connectTls: absent,
      connectHttps: absent,
      serveHttp: absent,
      lockFile: () => Promise.resolve({ release: () => {} }),
      markFile: () => this.#mark.file(() => life.alive),
      lookAtKv: (path) => Promise.resolve(new LookingKv(this.disks.named(basename(path)))),
      openKv: (path) => life.alive ? Promise.resolve(this.#open(path, life)) : never(),
    };
  }

  #open(path: string, life: Life): VirtualKv {
    const { time, chance, onDenied } = this.#options;
    const disk = this.disks.open(basename(path));
    const onRead = (prefix: KvKey, bytes: number) => this.#look(() => lookedUp(prefix, bytes));
    const kv = new VirtualKv({ disk, time, chance, faults: this.faults, onDenied, onRead });
    life.kvs.push(kv);
    return kv;
  }

  #file(name: string, text: string): void {
    fs.writeFileSync(join(this.#directory, name), text, { mode: 0o600 });
  }
}

/** @throws {Violation} when it cost more than what there is to find. */
function lookedUp([table, ...place]: KvKey, bytes: number): void {
  const ids = (table === "ids" || table === "id") && place.length > 0;
  if (ids && bytes > LOOK_UP_BYTES_MAX) throw new Violation(`A look-up read ${bytes} bytes of ids`);
}
