// Whether some password hash was made in another way than new ones are. Once there is none there never will be: then a mark says so,
// and no later start looks through the people again.
import * as z from "zod";
import { bytesOf, type Kv, type KvKey } from "./kv.ts";
import { Person } from "./people_records.ts";
import type { Seal } from "./seal.ts";
import { SealedRecords } from "./sealed_records.ts";

const KEY: KvKey = ["hashes_like"];

const HashesLike = z.object({ settings: z.string() });

export class EarlierHashes {
  readonly #kv: Kv;
  readonly #records: SealedRecords;

  constructor(kv: Kv, seal: Seal) {
    this.#kv = kv;
    this.#records = new SealedRecords(kv, seal);
  }

  /**
   * @param settings with which every new hash begins.
   * @param over asked again and again: the answer is not waited for any more.
   */
  async any(settings: string, over: () => boolean): Promise<boolean> {
    const mark = await this.#records.read(KEY, HashesLike);
    if (mark?.settings === settings) return false;
    for await (const entry of this.#kv.list({ prefix: ["person"] })) {
      if (over()) return true;
      const bytes = bytesOf(entry);
      const person = bytes && this.#records.decode(entry.key as KvKey, bytes, Person);
      if (person && !person.passwordHash.startsWith(settings)) return true;
    }
    const changed = this.#kv.atomic().set(KEY, this.#records.encode(KEY, { settings }));
    await this.#records.commit(changed);
    return false;
  }
}
