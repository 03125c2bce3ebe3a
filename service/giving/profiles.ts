// What organisations say of themselves, and of each fact what two officers verified last, which is what the public reads.
import { canonicalJson } from "../../bank/canonical_json.ts";
import type { CommitLoop } from "../../bank/commit_loop.ts";
import type { FactFields, FactKind } from "../../bank/giving/facts.ts";
import type { Organisation } from "../../bank/giving/record.ts";
import { profileHash, textStateOf } from "../../bank/giving/texts.ts";
import type { GivingStore, OrganisationProfile } from "../../bank/ports/giving_store.ts";

export type Change = (profile: OrganisationProfile) => OrganisationProfile;

/** What the journal knows of the fields of a fact: others cannot be tried without the bank's key. */
export function factDigest(
  store: Pick<GivingStore, "blind">,
  fields: Readonly<Record<string, string>>,
): string {
  return store.blind(`fact ${canonicalJson(fields)}`);
}

/** What was kept is mostly what is stated: then no digest has to be made at the start. */
function isSame(a: FactFields | undefined, b: FactFields): boolean {
  return a !== undefined && canonicalJson(a) === canonicalJson(b);
}

/** The description that is confirmed by now, if it is the one that stands there. */
export function confirmedNow(
  { about, website }: OrganisationProfile,
  organisation: Readonly<Organisation> | undefined,
): Pick<OrganisationProfile, "checked"> {
  const sha256 = profileHash(about, website);
  const { profile, text: verdict } = organisation ?? {};
  const confirmed = profile === sha256 && textStateOf({ sha256, verdict }) === "confirmed";
  return confirmed ? { checked: { about, website } } : {};
}

export class Profiles {
  readonly #loop: CommitLoop;
  readonly #store: GivingStore;
  readonly #profiles = new Map<string, OrganisationProfile>();
  readonly #changing = new Map<string, Promise<void>>();

  constructor(loop: CommitLoop, store: GivingStore) {
    this.#loop = loop;
    this.#store = store;
  }

  all(): Iterable<OrganisationProfile> {
    return this.#profiles.values();
  }

  async load(): Promise<void> {
    for (const profile of await this.#store.profiles()) {
      this.#profiles.set(profile.account, this.#completed(profile));
    }
  }

  /** Adds what was verified but not written down: by a release that did not do that, or because the bank was killed in between. */
  #completed(profile: OrganisationProfile): OrganisationProfile {
    const organisation = this.#loop.ledger.organisations.get(profile.account);
    const verified = { ...profile.verified };
    for (const { kind, state, digest } of organisation?.facts ?? []) {
      const fields = profile.facts[kind];
      if (state !== "verified" || !fields || isSame(verified[kind], fields)) continue;
      if (factDigest(this.#store, fields) === digest) verified[kind] = fields;
    }
    return { ...profile, verified, ...confirmedNow(profile, organisation) };
  }

  of(account: string): OrganisationProfile {
    return this.#profiles.get(account) ?? { account, about: "", website: "", facts: {} };
  }

  /** One change after the other: none of them is made to what another one is about to replace. */
  async change(account: string, changed: Change): Promise<void> {
    const before = this.#changing.get(account);
    const change = (async () => {
      await before?.catch(() => {});
      const profile = changed(this.of(account));
      await this.#store.setProfile(profile);
      this.#profiles.set(account, profile);
    })();
    this.#changing.set(account, change);
    try {
      await change;
    } finally {
      if (this.#changing.get(account) === change) this.#changing.delete(account);
    }
  }

  /** What the public may read of a fact: what two officers verified last, where they ever did. */
  shown(account: string, fact: FactKind): FactFields {
    const { facts, verified } = this.of(account);
    return verified?.[fact] ?? facts[fact] ?? {};
  }
}
