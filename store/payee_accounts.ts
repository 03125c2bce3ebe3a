// Accounts at other banks that payouts go to, sealed, each under a keyed hash of itself. Implements the port that
// bank/ports/payee_accounts.ts declares.
import * as z from "zod";
import { canonicalJson } from "../bank/canonical_json.ts";
import type { PayeeAccount } from "../bank/ports/payee_accounts.ts";
import type { Kv, KvKey } from "./kv.ts";
import type { Seal } from "./seal.ts";
import { SealedRecords } from "./sealed_records.ts";

const Kept = z.object({
  holder: z.string(),
  account: z.string().optional(),
  ifsc: z.string().optional(),
  iban: z.string().optional(),
  bic: z.string().optional(),
});

export class KvPayeeAccounts {
  readonly #kv: Kv;
  readonly #seal: Seal;
  readonly #records: SealedRecords;

  constructor(kv: Kv, seal: Seal) {
    this.#kv = kv;
    this.#seal = seal;
    this.#records = new SealedRecords(kv, seal);
  }

  async keep(account: string, details: PayeeAccount): Promise<string> {
    // Undefined members are left out, and customers who share an account have digests that tell nothing of that.
    const kept = JSON.parse(JSON.stringify(details));
    const digest = this.#seal.blind(`payee account ${account} ${canonicalJson(kept)}`);
    const key = keyOf(digest);
    await this.#records.commit(this.#kv.atomic().set(key, this.#records.encode(key, kept)));
    return digest;
  }

  get(digest: string): Promise<PayeeAccount | null> {
    return this.#records.read(keyOf(digest), Kept);
  }

  async forget(digest: string): Promise<void> {
    await this.#records.commit(this.#kv.atomic().delete(keyOf(digest)));
  }
}

function keyOf(digest: string): KvKey {
  return ["payee_account", digest];
}
