// The threads that make password hashes, so that the bank's own never stands still for one. They begin when they are needed first.
// As many as hashes at once, which service/sharing/ decides: a hash that has its turn begins at once. One that dies is replaced.
import { Worker } from "node:worker_threads";
import type { Log } from "../bank/host.ts";
import { Refusal } from "../bank/refusal.ts";
import type { Derive } from "../service/identity/password.ts";
import type { Derivation } from "../service/identity/stored_hash.ts";

/** Threads that may die of one derivation, or beside it, before the caller is told to come again. */
const TRIES = 2;

interface Answer {
  readonly key?: Uint8Array;
  readonly error?: string;
}

/** One derivation at a time. */
class HashThread {
  readonly #worker: Worker;
  #settle: ((answer: Answer | null) => void) | null = null;
  /** What it died of, once it has. */
  death: string | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (answer: Answer) => this.#answer(answer));
    worker.on("error", (error) => this.#die(String(error)));
    worker.on("exit", (code) => this.#die(`exit ${code}`));
    worker.unref();
  }

  /** @returns null when the thread has died. */
  ask(derivation: Derivation): Promise<Answer | null> {
    if (this.death !== null) return Promise.resolve(null);
    // Only while it works does it keep the process alive.
    this.#worker.ref();
    return new Promise((settle) => {
      this.#settle = settle;
      this.#worker.postMessage(derivation);
    });
  }

  end(): void {
    this.#die("ended");
    void this.#worker.terminate();
  }

  #die(reason: string): void {
    this.death ??= reason;
    this.#answer(null);
  }

  #answer(answer: Answer | null): void {
    this.#worker.unref();
    this.#settle?.(answer);
    this.#settle = null;
  }
}

export class HashThreads {
  readonly #log: Log;
  readonly #begin: () => Worker;
  readonly #all = new Set<HashThread>();
  readonly #idle: HashThread[] = [];
  #closed = false;

  /** @param begin makes a thread. */
  constructor(log: Log, begin: () => Worker = newThread) {
    this.#log = log;
    this.#begin = begin;
  }

  /** Threads that there are. */
  get size(): number {
    return this.#all.size;
  }

  readonly derive: Derive = async (derivation) => {
    for (let tries = 0; tries < TRIES && !this.#closed; tries++) {
      const thread = this.#idleOne() ?? this.#another();
      const answer = await thread.ask(derivation);
      if (thread.death !== null) this.#bury(thread);
      else this.#idle.push(thread);
      if (answer?.error !== undefined) throw new Error(answer.error);
      if (answer?.key) return answer.key;
    }
    return new Refusal("busy", { waiting: 0 });
  };

  /** What is under way is answered `busy`. */
  close(): void {
    this.#closed = true;
    for (const thread of this.#all) thread.end();
  }

  #idleOne(): HashThread | null {
    for (let thread = this.#idle.pop(); thread; thread = this.#idle.pop()) {
      if (thread.death === null) return thread;
      this.#bury(thread);
    }
    return null;
  }

  #another(): HashThread {
    const thread = new HashThread(this.#begin());
    this.#all.add(thread);
    return thread;
  }

  #bury(thread: HashThread): void {
    this.#all.delete(thread);
    if (this.#closed) return;
    this.#log.warn("a thread that makes password hashes has ended", { why: thread.death });
  }
}

function newThread(): Worker {
  const name = import.meta.url.endsWith(".ts") ? "./hash_thread.ts" : "./hash_thread.mjs";
  return new Worker(new URL(name, import.meta.url));
}
