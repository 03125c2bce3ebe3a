// What happens to the files of a bank while it is off: the log of its database is torn, cut or missing, files of yesterday are put
// back, bits flip, a key is that of another bank. A bank that has lost what it acknowledged must refuse to start, name it, and
// change nothing; then the files are put back as they were. One that has lost nothing must start.
import * as fs from "node:fs";
import { join } from "node:path";
import { MARK_FILE, readMark } from "../store/head_mark.ts";
import { decodeMeta } from "../store/view_meta.ts";
import type { Disks } from "./disks.ts";
import { Violation } from "./model.ts";
import type { Disk } from "./virtual_kv.ts";
import type { VirtualMark } from "./virtual_mark.ts";
import type { Chance } from "./virtual_time.ts";

interface Files {
  readonly disks: Disks;
  readonly mark: VirtualMark;
  readonly chance: Chance;
  /** The data directory. */
  readonly directory: string;
}

/** Commits that are lost at the most. */
const LOST_MAX = 40;

/** Bytes of the sum in front of each row of the views. */
const SUM_BYTES = 8;

/** What one stroke did. */
interface Stroke {
  /** What the start must say; null when it must succeed. */
  readonly refusal: RegExp | null;
  /** What is wrong when it starts all the same. */
  readonly instead: string;
  readonly repair: () => void;
}

const LOST = /acknowledged payments are missing/;
const OTHER_KEY = /the key of (this|another) bank/;

/** Staff who read this give up what the bank has. */
const ADVICE = /acknowledged payments are missing|restore [a-z ]*from a backup/;

export class Damage {
  readonly #files: Files;
  #stroke: Stroke | null = null;
  /** The files as the start found them. */
  #found = "";

  constructor(files: Files) {
    this.#files = files;
  }

  strike(): void {
    if (this.#stroke) return;
    const fate = this.#files.chance.draw();
    if (fate < 0.45) this.#stroke = this.#logLost();
    else if (fate < 0.6) this.#stroke = this.#viewsOfYesterday();
    else if (fate < 0.7) this.#stroke = this.#allButTheViews();
    else if (fate < 0.77) this.#stroke = this.#markLost();
    else if (fate < 0.84) this.#stroke = this.#blockDamaged();
    else if (fate < 0.91) this.#stroke = this.#viewsDamaged();
    else if (fate < 0.94) this.#stroke = this.#viewsLost();
    else this.#stroke = this.#otherKey();
    this.#found = this.#state();
  }

  /** A start was refused. @throws {Violation} when it says something else than what was done. */
  refused(error: unknown): void {
    const { message } = error as Error;
    const refusal = this.#stroke?.refusal;
    if (!refusal?.test(message)) {
      if (ADVICE.test(message) || OTHER_KEY.test(message)) {
        throw new Violation(`Nothing was lost: ${message}`);
      }
      return;
    }
    if (this.#state() !== this.#found) {
      throw new Violation("A start that was refused has changed files");
    }
    this.repair();
  }

  /** The files are as they were. */
  repair(): void {
    this.#stroke?.repair();
    this.#stroke = null;
  }

  /** A bank is running. @throws {Violation} when it should not. */
  started(): void {
    if (this.#stroke?.refusal) throw new Violation(`It started${this.#stroke.instead}`);
    this.#stroke = null;
  }

  /** The log of the database is torn, cut or missing, or the database of yesterday is there. */
  #logLost(): Stroke | null {
    const { disks: { bank }, chance } = this.#files;
    const newest = newestBlock(bank);
    const repair = bank.forget(1 + chance.whole(LOST_MAX));
    // What was never acknowledged is lost unnoticed.
    if (newestBlock(bank) < this.#marked()) return lost(newest, repair);
    repair();
    return null;
  }

  #viewsOfYesterday(): Stroke {
    const { disks, chance } = this.#files;
    return harmless(disks.named("views.kv").forget(1 + chance.whole(LOST_MAX)));
  }

  /** Database and mark of yesterday: only the views know what came after. */
  #allButTheViews(): Stroke | null {
    const { disks, mark, chance } = this.#files;
    const { bank } = disks;
    const newest = newestBlock(bank);
    const repairs = [mark.keep(), bank.forget(1 + chance.whole(LOST_MAX))];
    const repair = () => repairs.forEach((each) => each());
    const known = newestInViews(disks.named("views.kv"));
    if (mark.putBack(newestBlock(bank)) && known > newestBlock(bank)) return lost(newest, repair);
    repair();
    return null;
  }

  #markLost(): Stroke {
    const { mark, disks } = this.#files;
    const repair = mark.keep();
    mark.remove();
    return lost(newestBlock(disks.bank), repair);
  }

  /** A block that every start reads: the last one, or one that is not in the views yet. */
  #blockDamaged(): Stroke {
    const { disks: { bank }, chance } = this.#files;
    const newest = newestBlock(bank);
    return lost(newest, bank.flip(["journal", newest], chance));
  }

  #viewsDamaged(): Stroke | null {
    const { disks, chance } = this.#files;
    const views = disks.named("views.kv");
    const rows = [...views.rows.values()];
    return rows.length === 0 ? null : harmless(views.flip(chance.one(rows).key, chance));
  }

  #viewsLost(): Stroke {
    fs.rmSync(join(this.#files.directory, "views.kv"), { force: true });
    return harmless(() => {});
  }

  #otherKey(): Stroke {
    const { directory, chance } = this.#files;
    const name = chance.one(["signing.key", "registry.key"]);
    const path = join(directory, name);
    const own = fs.readFileSync(path);
    fs.writeFileSync(path, chance.bytes(own.length));
    return {
      refusal: OTHER_KEY,
      instead: ` with the ${name} of another bank`,
      repair: () => fs.writeFileSync(path, own),
    };
  }

  /** The newest block that the mark knows; -1 for none. */
  #marked(): number {
    return readMark(this.#files.mark.file(() => true))?.seq ?? -1;
  }

  #state(): string {
    const { disks, mark } = this.#files;
    const states = ["bank.kv", "views.kv"].map((name) => `${name} ${disks.stateOf(name)}`);
    return [...states, `${MARK_FILE} ${mark.state}`].join(", ");
  }
}

/** Lost views are made again. */
function harmless(repair: () => void): Stroke {
  return { refusal: null, instead: "", repair };
}

function lost(newest: number, repair: () => void): Stroke {
  return { refusal: LOST, instead: `, and block ${newest} is missing`, repair };
}

function newestInViews({ rows }: Disk): number {
  const meta = rows.get(JSON.stringify(["meta"]));
  return meta ? decodeMeta(meta.value.subarray(SUM_BYTES)).newest : -1;
}

function newestBlock({ rows }: Disk): number {
  let newest = -1;
  for (const { key } of rows.values()) {
    if (key[0] === "journal") newest = Math.max(newest, Number(key[1]));
  }
  return newest;
}
