// What giving needs of a store besides the journal: texts, fields of facts, documents, donors' details and frozen
// receipts. Kept encrypted outside the journal, which has their digests (store/giving_store.ts).
import type { FactFields, FactKind } from "../giving/facts.ts";
import type { Reports } from "./reports.ts";

/** What an organisation says about itself. */
export interface OrganisationProfile {
  readonly account: string;
  readonly about: string;
  readonly website: string;
  readonly facts: Readonly<Partial<Record<FactKind, FactFields>>>;
  /** What two officers verified last of each fact, which is what the public reads. */
  readonly verified?: Readonly<Partial<Record<FactKind, FactFields>>>;
  /** Description and website as an officer has read them last: what stays when a later text is taken down. */
  readonly checked?: { readonly about: string; readonly website: string };
}

export interface DonorDetails {
  readonly name: string;
  readonly address: string;
  readonly pan: string;
}

/** What the receipts of the gifts in one journal block say of organisation and donor. */
export interface BlockParticulars {
  readonly block: number;
  /** By the gift's place in the block. */
  readonly gifts: readonly (readonly [place: number, about: GiftParticulars])[];
}

/** Two JSON objects that are one when they are read: what many gifts share is written once for a block. */
export interface GiftParticulars {
  readonly shared: string;
  readonly own: string;
}

export interface GivingStore {
  readonly reports: Reports;
  /** A keyed hash: equal texts have equal hashes, and texts cannot be guessed without the key. */
  blind(text: string): string;
  profiles(): Promise<OrganisationProfile[]>;
  setProfile(profile: OrganisationProfile): Promise<void>;
  updateText(update: string): Promise<string | null>;
  setUpdateText(update: string, text: string): Promise<void>;
  donor(account: string): Promise<DonorDetails | null>;
  setDonor(account: string, details: DonorDetails): Promise<void>;
  eraseDonor(account: string): Promise<void>;
  receipt(transferId: string): Promise<string | null>;
  /** The first text that is frozen stays. @returns that one. */
  freezeReceipt(transferId: string, text: string): Promise<string>;
  /** @param upTo the newest block of which all gifts are written with these. */
  setParticulars(blocks: readonly BlockParticulars[], upTo: number): Promise<void>;
  /** JSON, null when the gift's are not written. */
  particulars(block: number, place: number): Promise<string | null>;
  /** The newest block of which all gifts' particulars are written; −1 before the first. */
  particularsUpTo(): Promise<number>;
  /** @returns when the receipt was handed out first, which is now unless it was before. */
  receiptHandedOutAt(transferId: string, nowMs: number): Promise<number>;
  /** In parts, none larger than a value of the store. @returns false when there is one of this name. */
  setDocument(document: string, bytes: Uint8Array): Promise<boolean>;
  document(document: string): Promise<Uint8Array | null>;
  /** Kept without an end of the process until it is known whether it belongs to anything: then it is trusted or deleted. */
  doubtDocument(document: string): Promise<void>;
  doubtedDocuments(): Promise<string[]>;
  trustDocument(document: string): Promise<void>;
  /** With all of its parts. */
  deleteDocument(document: string): Promise<void>;
  /** Sign-ins of the web face, by their ids. */
  webSession(name: string): Promise<string | null>;
  /** @param before the text that must be there, null for none. @returns false when it is another. */
  setWebSession(name: string, text: string | null, before: string | null): Promise<boolean>;
}
