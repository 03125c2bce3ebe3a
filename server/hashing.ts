// Password hashes of a bank that runs: who makes them, on which threads, and whether some are of an earlier kind.
import type { Host } from "../bank/host.ts";
import { Hasher, type PasswordHasher } from "../service/identity/password.ts";
import type { FairQueue } from "../service/sharing/fair_queue.ts";
import type { EarlierHashes } from "../store/earlier_hashes.ts";
import { HashThreads } from "./hash_threads.ts";

export interface Hashing {
  readonly hasher: PasswordHasher;
  /** What is under way is answered `busy`. */
  close(): void;
  /** Nothing of it reads any more, once it is closed. */
  settled(): Promise<void>;
}

export interface HashingParts {
  readonly host: Pick<Host, "log" | "random">;
  readonly queue: FairQueue;
  readonly earlierHashes: EarlierHashes;
  /** Another way to keep passwords, for banks without real customers. */
  readonly given: PasswordHasher | undefined;
}

export function openHashing({ host, queue, earlierHashes, given }: HashingParts): Hashing {
  if (given) return { hasher: given, close() {}, settled: () => Promise.resolve() };
  const { log, random } = host;
  const threads = new HashThreads(log);
  const hasher = new Hasher({ random, queue, derive: threads.derive });
  let over = false;
  // Beside all else: of very many people it takes seconds.
  const looking = earlierHashes.any(hasher.settings, () => over).then(
    (any) => void (hasher.earlierOnes = any),
    (error) => over || log.error("it is not known how old the password hashes are", { error }),
  );
  return {
    hasher,
    close() {
      over = true;
      threads.close();
    },
    async settled() {
      await looking;
    },
  };
}
