// What happens to the files of a bank while it is off: the log of its database is torn, cut or missing, the database or the views
// of yesterday are put back, the mark is removed. A bank that has lost what it acknowledged must refuse to start, and name it;
// then the files are put back as they were.
import { readMark } from "../store/head_mark.ts";
import { Violation } from "./model.ts";
import type { Disk } from "./virtual_kv.ts";
import type { VirtualMark } from "./virtual_mark.ts";
import type { Chance } from "./virtual_time.ts";

interface Files {
  readonly disks: Readonly<Record<string, Disk>>;
  readonly mark: VirtualMark;
  readonly chance: Chance;
}

/** Commits that are lost at the most. */
const LOST_MAX = 40;

export class Damage {
  readonly #files: Files;
  #repair: (() => void) | null = null;
  /** What is there does not prove any more that everything is there. */
  #mustRefuse = false;
  /** Blocks that were there. */
  #blocks = -1;

  constructor(files: Files) {
    this.#files = files;
  }

  strike(): void {
    if (this.#repair) return;
    const { disks, mark, chance } = this.#files;
    const [bank, views] = [disks["bank.kv"]!, disks["views.kv"]!];
    this.#blocks = newestBlock(bank);
    const fate = chance.draw();
    if (fate < 0.6) this.#repair = bank.forget(1 + chance.whole(LOST_MAX));
    else if (fate < 0.9) this.#repair = views.forget(1 + chance.whole(LOST_MAX));
    else {
      this.#repair = mark.keep();
      mark.remove();
    }
    // Lost views are made again; blocks that the mark knows and a lost mark are refused. What was never acknowledged is lost
    // unnoticed.
    this.#mustRefuse = fate >= 0.9 || newestBlock(bank) < this.#marked();
    if (fate < 0.6 && !this.#mustRefuse) this.repair();
  }

  /** The newest block that the mark knows; -1 for none. */
  #marked(): number {
    return readMark(this.#files.mark.file(() => true))?.seq ?? -1;
  }

  /** A start was refused. @throws {Violation} when it says something else than what was done. */
  refused(error: unknown): void {
    const { message } = error as Error;
    const says = /acknowledged payments are missing/.test(message);
    if (says && !this.#mustRefuse) throw new Violation(`Nothing was lost: ${message}`);
    if (says) this.repair();
  }

  /** The files are as they were. */
  repair(): void {
    this.#repair?.();
    this.#repair = null;
    this.#mustRefuse = false;
  }

  /** A bank is running. @throws {Violation} when it should not. */
  started(): void {
    if (this.#mustRefuse) throw new Violation(`It started, and block ${this.#blocks} is missing`);
    this.#repair = null;
  }
}

function newestBlock({ rows }: Disk): number {
  let newest = -1;
  for (const { key } of rows.values()) {
    if (key[0] === "journal") newest = Math.max(newest, Number(key[1]));
  }
  return newest;
}
