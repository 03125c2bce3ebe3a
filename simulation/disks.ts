// The disks of a simulated machine, one behind each database file. The bank makes, renames and removes its files with the real
// file system, so a disk is found by the file that it belongs to, wherever that has been moved.
import * as fs from "node:fs";
import { join } from "node:path";
import { Disk } from "./virtual_kv.ts";

export class Disks {
  readonly #directory: string;
  /** By the number of the file. */
  readonly #disks = new Map<number, Disk>();
  #bank = new Disk();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The one with the journal, as it was opened last. */
  get bank(): Disk {
    return this.#bank;
  }

  /** Of a file in the data directory; an empty one where there is no file. */
  named(name: string): Disk {
    const file = fs.statSync(join(this.#directory, name), { throwIfNoEntry: false });
    return (file && this.#disks.get(file.ino)) ?? new Disk();
  }

  /** As a database is opened: the file is made where there is none. */
  open(name: string): Disk {
    const path = join(this.#directory, name);
    if (!fs.existsSync(path)) return this.put(name, new Uint8Array());
    const { ino } = fs.statSync(path);
    const disk = this.#disks.get(ino) ?? this.#new(ino);
    return name === "bank.kv" ? this.#bank = disk : disk;
  }

  /** A new file, with an empty disk behind it. */
  put(name: string, bytes: Uint8Array): Disk {
    const path = join(this.#directory, name);
    fs.writeFileSync(path, bytes, { mode: 0o600 });
    const disk = this.#new(fs.statSync(path).ino);
    return name === "bank.kv" ? this.#bank = disk : disk;
  }

  /** Which disk that is, and how often it was written. */
  stateOf(name: string): readonly unknown[] {
    const file = fs.statSync(join(this.#directory, name), { throwIfNoEntry: false });
    return file ? [file.ino, this.#disks.get(file.ino)?.writes] : [];
  }

  #new(ino: number): Disk {
    const disk = new Disk();
    this.#disks.set(ino, disk);
    return disk;
  }
}
