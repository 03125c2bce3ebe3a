// What is kept beside the journal and the people, sealed with the key of the registry.
import { EarlierHashes } from "../store/earlier_hashes.ts";
import { KvGivingStore } from "../store/giving_store.ts";
import type { Kv } from "../store/kv.ts";
import { KvPayeeAccounts } from "../store/payee_accounts.ts";
import { KvRecoveries } from "../store/recoveries.ts";
import type { Seal } from "../store/seal.ts";
import { KvWebhooks } from "../store/webhooks.ts";

export interface SealedStores {
  readonly earlierHashes: EarlierHashes;
  readonly recoveries: KvRecoveries;
  readonly webhooks: KvWebhooks;
  readonly payeeAccounts: KvPayeeAccounts;
  readonly giving: KvGivingStore;
}

export function sealedStores(kv: Kv, seal: Seal): SealedStores {
  return {
    earlierHashes: new EarlierHashes(kv, seal),
    recoveries: new KvRecoveries(kv, seal),
    webhooks: new KvWebhooks(kv, seal),
    payeeAccounts: new KvPayeeAccounts(kv, seal),
    giving: new KvGivingStore(kv, seal),
  };
}
