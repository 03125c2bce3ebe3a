// Makes and checks password hashes, a few at a time; threads do the slow part. New ones are Argon2id. One of an earlier release still
// counts, and comes back as a new one when its password was right. A wrong password, and a name that is not taken, take the same time
// whatever is stored.
import { timingSafeEqual } from "node:crypto";
import { Refusal } from "../../bank/refusal.ts";
import type { Asking, FairQueue } from "../sharing/fair_queue.ts";
import {
  COST,
  type Cost,
  type Derivation,
  EARLIER_COST,
  KEY_BYTES,
  PASSWORD_BYTES_MIN,
  SALT_BYTES,
  settingsOf,
  type StoredHash,
  storedHash,
  textOf,
} from "./stored_hash.ts";

export interface Match {
  readonly right: boolean;
  /** What is to be stored instead, where the password was right and its hash is of an earlier kind. */
  readonly renewed?: string;
}

/** Makes and checks password hashes; both answers may be the refusal `busy`. */
export interface PasswordHasher {
  /** @param asking in whose line it waits. */
  hash(password: string, asking: Asking): Promise<string | Refusal>;
  /** @param stored null when there is no such user. */
  matches(password: string, stored: string | null, asking: Asking): Promise<Match | Refusal>;
}

/** @returns the key, or `busy` when what should have made it is gone. */
export type Derive = (derivation: Derivation) => Promise<Uint8Array | Refusal>;

export interface HasherOptions {
  readonly random: (bytes: number) => Uint8Array;
  readonly queue: FairQueue;
  readonly derive: Derive;
  /** Of new hashes, where another one than usual is wanted. */
  readonly cost?: Cost;
}

export class Hasher implements PasswordHasher {
  readonly #random: HasherOptions["random"];
  readonly #queue: FairQueue;
  readonly #derive: Derive;
  readonly #cost: Cost;
  /** There may be hashes of release 0.1, which take longer. Until there are none a wrong password takes as long as both kinds. */
  earlierOnes = true;

  constructor({ random, queue, derive, cost = COST }: HasherOptions) {
    this.#random = random;
    this.#queue = queue;
    this.#derive = derive;
    this.#cost = cost;
  }

  /** With which the text of every new hash begins. */
  get settings(): string {
    return settingsOf(this.#cost);
  }

  async hash(password: string, asking: Asking): Promise<string | Refusal> {
    return await this.#queue.run(asking, () => this.#made(bytesOf(password)));
  }

  async matches(
    password: string,
    stored: string | null,
    asking: Asking,
  ): Promise<Match | Refusal> {
    return await this.#queue.run(asking, () => this.#compared(bytesOf(password), stored ?? ""));
  }

  async #made(password: Uint8Array): Promise<string | Refusal> {
    const [salt, cost] = [this.#random(SALT_BYTES), this.#cost];
    const key = await this.#derive({ password, salt, cost });
    return key instanceof Refusal ? key : textOf({ cost, salt, key });
  }

  async #compared(password: Uint8Array, stored: string): Promise<Match | Refusal> {
    const wanted = storedHash(stored);
    const { salt, cost, key } = wanted ?? standIn(this.#cost);
    const short = password.length < PASSWORD_BYTES_MIN;
    const asked = short ? new Uint8Array(PASSWORD_BYTES_MIN) : password;
    const derived = await this.#derive({ password: asked, salt, cost });
    if (derived instanceof Refusal) return derived;
    const right = timingSafeEqual(key, derived) && wanted !== null && !short;
    if (right && stored.startsWith(this.settings)) return { right };
    if (right) {
      const renewed = await this.#made(password);
      return renewed instanceof Refusal ? renewed : { right, renewed };
    }
    if (this.earlierOnes) {
      const other = cost.kind === EARLIER_COST.kind ? this.#cost : EARLIER_COST;
      const rest = await this.#derive({ password: asked, ...standIn(other) });
      if (rest instanceof Refusal) return rest;
    }
    return { right };
  }
}

/** Takes as long as a hash of that cost, and is no customer's. */
function standIn(cost: Cost): StoredHash {
  return { cost, salt: new Uint8Array(SALT_BYTES), key: new Uint8Array(KEY_BYTES) };
}

/** As typed on whatever keyboard. */
function bytesOf(password: string): Uint8Array {
  return new TextEncoder().encode(password.normalize("NFC"));
}
