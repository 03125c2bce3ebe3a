// The journal's store in PostgreSQL, for one server at a time. A commit has happened or has not when this says so: after an answer
// that did not come a new session takes the turn anew (what was under way then either is there or never will be), and the version
// of the last commit tells. A server whose place another has taken never writes again, and ends.
import { type Cancel, every, type Host, pause } from "../bank/host.ts";
import { reasonOf } from "./private_files.ts";
import { ANSWER_MS, type LinkOptions, type PostgresLink, type Row } from "./postgres_link.ts";
import { firstThatFits } from "./postgres_search.ts";
import { COMMIT, END_OWN, FENCE, LOCK, MINE } from "./postgres_tables.ts";
import { rowIn, type Turn, turnIn } from "./postgres_take.ts";
import { isUnknown, NoAnswer, PlaceLost } from "./store_trouble.ts";

/** Milliseconds without a server that takes writes, after which this gives up: a standby may be promoted meanwhile. */
const AWAY_MS = 60_000;

/** Milliseconds between two searches for it. */
const AGAIN_MS = 200;

/** Milliseconds between two looks whether the place is still ours. */
const BEAT_MS = 1_000;

/** Looks at the lock while own sessions of before are ended. */
const LOCK_LOOKS_MAX = 10;

export interface StoreOptions extends LinkOptions {
  readonly host: Pick<Host, "after" | "log" | "clock">;
  readonly token: string;
  /** The place is lost, or the store cannot be reached any more: nothing will be written again. */
  readonly onLost: (error: unknown) => void;
}

export class PostgresStore {
  readonly #options: StoreOptions;
  #link: PostgresLink;
  #epoch: string;
  /** Of the newest commit that is known to have happened. */
  #version: number;
  /** Commits one after the other: after an answer that did not come there is only one to ask for. */
  #last: Promise<unknown> = Promise.resolve();
  #searching: Promise<void> | null = null;
  #heardAtMs: number;
  #ended: Error | null = null;
  #beating = false;
  readonly #stopBeating: Cancel;

  constructor(options: StoreOptions, link: PostgresLink, { epoch, version }: Turn) {
    this.#options = options;
    this.#link = link;
    [this.#epoch, this.#version] = [epoch, version];
    this.#heardAtMs = options.host.clock();
    this.#watch(link);
    this.#stopBeating = every(options.host, BEAT_MS, () => void this.#beat());
  }

  /**
   * @param parameters what `commitParameters` has made.
   * @returns false when a check did not hold. @throws what the server said, when nothing has happened.
   * @throws {PlaceLost} @throws {NoAnswer} when it may have happened and cannot be known.
   */
  commit(parameters: readonly unknown[]): Promise<boolean> {
    return this.#inTurn(() => this.#commit(parameters));
  }

  /** What is durable. Also when the place is lost: what had been under way then can be told. @throws {NoAnswer} */
  async read(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    for (;;) {
      const link = this.#link;
      try {
        return await link.read(text, values);
      } catch (error) {
        if (!isUnknown(error)) throw error;
        if (this.#ended) throw this.#ended;
        await this.#search(link);
      }
    }
  }

  /** In the session that holds the turn, for what is no commit. */
  write(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#inTurn(() => this.#link.write(text, values));
  }

  /** When that was asked for which the place was last known to be ours, in Unix milliseconds. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  get token(): string {
    return this.#options.token;
  }

  close(): void {
    this.#stopBeating();
    this.#ended ??= new NoAnswer("The store is closed");
    this.#link.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #commit(parameters: readonly unknown[]): Promise<boolean> {
    for (;;) {
      if (this.#ended) throw this.#ended;
      const link = this.#link;
      const version = this.#version + 1;
      const askedAtMs = this.#options.host.clock();
      try {
        const [row] = await link.write(COMMIT, [
          this.token,
          this.#epoch,
          String(version),
          ...parameters,
        ]);
        if (row!.done === 1) {
          this.#version = version;
          this.#heardAtMs = askedAtMs;
          return true;
        }
        await this.#lookWhose(link);
        return false;
      } catch (error) {
        if (error instanceof PlaceLost || !isUnknown(error)) throw error;
        await this.#search(link);
        if (this.#version === version) return true;
      }
    }
  }

  /** A session that has ended is missed at once: others may take the place. */
  #watch(link: PostgresLink): void {
    link.onOver = () => void this.#beat();
  }

  async #beat(): Promise<void> {
    if (this.#beating || this.#ended) return;
    this.#beating = true;
    try {
      await this.#inTurn(async () => {
        const link = this.#link;
        try {
          await this.#lookWhose(link);
        } catch (error) {
          if (!(error instanceof PlaceLost) && isUnknown(error)) await this.#search(link);
        }
      });
    } catch {
      // It has been told.
    } finally {
      this.#beating = false;
    }
  }

  /** @throws {PlaceLost} */
  async #lookWhose(link: PostgresLink): Promise<void> {
    const askedAtMs = this.#options.host.clock();
    const [row] = await link.write(MINE, [this.token, this.#epoch]);
    if (!row?.mine) throw this.#end(await lostTo(link));
    this.#heardAtMs = askedAtMs;
  }

  /** Ends with a link that holds the turn. @throws {PlaceLost} @throws {NoAnswer} */
  #search(broken: PostgresLink): Promise<void> {
    if (this.#link !== broken && !this.#link.over) return Promise.resolve();
    return this.#searching ??= this.#find().finally(() => this.#searching = null);
  }

  async #find(): Promise<void> {
    const { host } = this.#options;
    const log = host.log.of("store");
    this.#link.close();
    log.warn("the store does not answer; nothing is booked until it does", { at: this.#link.text });
    let over = false;
    const cancel = host.after(AWAY_MS, () => over = true);
    try {
      for (;;) {
        try {
          const lost = await firstThatFits(this.#options, (link) => this.#again(link));
          if (lost) throw this.#end(lost);
          return log.info("the store answers again", { at: this.#link.text });
        } catch (error) {
          if (error instanceof PlaceLost || this.#ended) throw this.#ended ?? error;
          if (over) {
            throw this.#end(new NoAnswer(`The store cannot be reached: ${reasonOf(error)}`));
          }
          await pause(host, AGAIN_MS);
        }
      }
    } finally {
      cancel();
    }
  }

  /** @returns why the place is lost, or null when the turn is ours again. @throws when this server does not fit. */
  async #again(link: PostgresLink): Promise<PlaceLost | null> {
    const { token, name, host } = this.#options;
    let locked = false;
    for (let looks = 0; looks < LOCK_LOOKS_MAX && !locked; looks++) {
      [{ locked }] = await link.write(LOCK) as [{ locked: boolean }];
      if (locked) break;
      if ((await rowIn(link))?.token !== token) return await this.#readsOn(link);
      await link.write(END_OWN, [name]);
      await pause(host, AGAIN_MS);
    }
    if (!locked) throw new Error("an own session of before has not ended there yet");
    const [row] = await link.write(FENCE, [token], ANSWER_MS);
    if (!row) return await this.#readsOn(link);
    const { epoch, version } = turnIn(row);
    if (version < this.#version) {
      throw new Error("it has lost what was confirmed, as a standby may that was not waited for");
    }
    // The one that was under way, at most.
    if (version > this.#version + 1) return await this.#readsOn(link);
    this.#link = link;
    this.#watch(link);
    [this.#epoch, this.#version] = [epoch, version];
    return null;
  }

  async #readsOn(link: PostgresLink): Promise<PlaceLost> {
    const lost = await lostTo(link);
    this.#link = link;
    return lost;
  }

  #end(error: Error): Error {
    if (this.#ended) return this.#ended;
    this.#ended = error;
    this.#stopBeating();
    this.#options.onLost(error);
    return error;
  }
}

async function lostTo(link: PostgresLink): Promise<PlaceLost> {
  const { holder = "nothing is known of it" } = await rowIn(link) ?? {};
  return new PlaceLost(
    `Another server has taken the place of this one at the store ${link.text} (${holder})`,
  );
}
