// What the ledger keeps of giving: small records in tables beside those of the accounts. They hold ids, counts, amounts
// and digests; names, numbers of documents and texts are kept outside the journal (store/giving_store.ts).
import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical_json.ts";
import type { Ref } from "../ref.ts";
import type { TransferId } from "../transfer_id.ts";
import type { Day } from "../days.ts";
import type { FactKind } from "./facts.ts";

export type FactState = "checked" | "seen" | "verified" | "refused" | "disputed";

export interface Fact {
  readonly kind: FactKind;
  /** Keyed hash of its fields: the same for the same fields, tells nothing to who has no key. */
  readonly digest: string;
  /** Keyed hash of what no other organisation may claim. */
  readonly claim: string | null;
  readonly validTo: Day | null;
  readonly state: FactState;
  readonly setAtMs: number;
  /** The officer who saw the documents, and the one who agreed. */
  readonly seenBy: string | null;
  readonly verifiedBy: string | null;
  readonly reviewedAtMs: number | null;
  readonly reason: string;
}

export interface DocumentRef {
  readonly document: string;
  readonly fact: FactKind;
  /** SHA-256 of the plain bytes. */
  readonly sha256: string;
  readonly bytes: number;
  /** Media type: one of application/pdf, image/jpeg, image/png. */
  readonly media: string;
  /** Officers who have opened it. */
  readonly openedBy?: readonly string[];
}

/** Public texts of an organisation (bank/giving/texts.ts). */
export const TEXT_KINDS = ["profile", "need", "update"] as const;
export type TextKind = typeof TEXT_KINDS[number];

/** The name of the description; needs and updates go by their ids. */
export const PROFILE = "profile";

export const TEXT_VERDICTS = ["confirmed", "taken_down"] as const;

/** What an officer has decided about a public text, which holds for the text of this hash alone. */
export interface TextVerdict {
  readonly sha256: string;
  readonly verdict: typeof TEXT_VERDICTS[number];
  readonly by: string;
  readonly atMs: number;
  readonly reason: string;
}

/** How an organisation stands (bank/giving/standing.ts). */
export const ORGANISATION_STATES = [
  "draft",
  "submitted",
  "live",
  "expiring",
  "lapsed",
  "suspended",
  "revoked",
] as const;
export type OrganisationState = typeof ORGANISATION_STATES[number];

/** Every record says which event changed it last, so that a replay does not do it twice. */
export interface GivingRecord {
  changed: Ref;
}

/** As the ledger has it: what it says of itself is in the giving store. */
export interface Organisation extends GivingRecord {
  /** Its account, by which it is known. */
  readonly account: string;
  /** Where foreign contributions go, and nothing else. */
  readonly foreignAccount: string;
  readonly registeredAtMs: number;
  /** SHA-256 of its public profile. */
  profile: string;
  /** The newest verdict on it; absent until there is one, as for needs and thanks. */
  text?: TextVerdict;
  submitted: boolean;
  stopped: "suspended" | "revoked" | null;
  /** While it is stopped: its owner had frozen the account before. */
  frozen: boolean;
  /** While it is stopped: why, in the officer's words. */
  stopReason?: string;
  /** All that is required was verified once: from then on the public sees it, whatever is being checked again. */
  approved?: boolean;
  facts: readonly Fact[];
  documents: readonly DocumentRef[];
  /** Times that a document of another organisation was handed in. */
  alarms: number;
  /** Gifts booked, what they and the returned ones add up to. */
  gifts: number;
  givenMinor: number;
  refundedMinor: number;
  /** Receipts issued, by tax year. */
  receipts: Readonly<Record<string, number>>;
  /** Foreign contributions of the tax year, and what of them went to administration. */
  foreignYear: number;
  foreignMinor: number;
  administrationMinor: number;
  /** Needs that have been asked for. */
  needs: number;
}

export const PRIORITIES = ["urgent", "soon", "whenever"] as const;
export type Priority = typeof PRIORITIES[number];

/** Things that an organisation asks for; quantities are counted in `unit`. */
export interface Need extends GivingRecord {
  readonly need: string;
  readonly organisation: string;
  readonly item: string;
  readonly unit: string;
  readonly quantity: number;
  readonly priority: Priority;
  readonly deadline: Day;
  /** What one `unit` costs, as the organisation says; absent where it says nothing. */
  readonly priceMinor?: number | undefined;
  addedAtMs: number;
  status: "open" | "closed";
  /** Promised and neither received nor over. */
  pledged: number;
  /** As counted by the organisation. */
  delivered: number;
  /** Money given for it, in minor units. */
  givenMinor: number;
  text?: TextVerdict;
}

export type PledgeStatus = "reserved" | "sent" | "received" | "cancelled" | "lapsed";

/** A donor's promise of things for a need; quantities are counted in the need's `unit`. */
export interface Pledge extends GivingRecord {
  readonly pledge: string;
  readonly need: string;
  readonly organisation: string;
  readonly donor: string;
  readonly quantity: number;
  pledgedAtMs: number;
  status: PledgeStatus;
  expiresAtMs: number;
  /** What the donor says was sent, and what the organisation counted. */
  sent: number | null;
  received: number | null;
}

/** A recurring gift of `amountMinor` each time. */
export interface Order extends GivingRecord {
  readonly order: string;
  readonly donor: string;
  readonly organisation: string;
  readonly amountMinor: number;
  readonly gift: Gift;
  readonly every: "week" | "month";
  /** Of its first gift, in India. */
  readonly dayOfMonth: number;
  nextAtMs: number;
  /** Gifts booked, and failures in a row. */
  given: number;
  skipped: number;
  /** Null while it goes on. */
  ended: OrderEnd | null;
}

export type OrderEnd =
  | "stopped"
  | "organisation_stopped"
  | "need_closed"
  | "account_closed"
  /** Left out too often: no money, no confirmation by its donor, an organisation that could receive nothing. */
  | "unpaid"
  | "unconfirmed"
  | "organisation_waiting";

/** A gift that waits for its money from another bank; no sum counts it. */
export interface OpenGift extends GivingRecord {
  readonly openGift: string;
  /** Of its payment reference (bank/giving/open_gift.ts). */
  readonly number: string;
  readonly donor: string;
  readonly organisation: string;
  readonly amountMinor: number;
  readonly gift: Gift;
  openedAtMs: number;
  expiresAtMs: number;
  /** Null while it waits for its money. */
  ended: OpenGiftEnd | null;
  /** What was given in the end, and the transfer that it is. */
  givenMinor: number;
  transfer: TransferId | null;
  /** Why what came was not given: the code of a refusal. */
  why?: string;
}

/** `refused`: the money came, and could not be given any more. */
export type OpenGiftEnd = "given" | "cancelled" | "lapsed" | "refused";

/** Thanks of an organisation: the ledger has the hash of their text. */
export interface Update extends GivingRecord {
  readonly update: string;
  readonly organisation: string;
  readonly need: string | null;
  /** SHA-256 of its text. */
  readonly sha256: string;
  atMs: number;
  text?: TextVerdict;
}

/** Who has a PAN, a licence, a document. */
export interface Claim extends GivingRecord {
  readonly claim: string;
  organisation: string;
}

export const PURPOSES = ["general", "need", "corpus"] as const;
export type Purpose = typeof PURPOSES[number];

/** Who may know the donor's name: the public, only the organisation, or neither. */
export const VISIBILITIES = ["public", "organisation", "anonymous"] as const;
export type Visibility = typeof VISIBILITIES[number];

/** Why a gift can, or cannot, be deducted. */
export const ELIGIBILITIES = [
  "eligible",
  "approval_lapsed",
  "approval_missing",
  "anonymous",
  "foreign",
] as const;
export type Eligibility = typeof ELIGIBILITIES[number];

/** What makes a transfer a gift. */
export interface Gift {
  readonly organisation: string;
  readonly purpose: Purpose;
  readonly need?: string;
  readonly visibility: Visibility;
  /** The donor is a foreign source (FCRA s. 2). */
  readonly foreign: boolean;
  /** Once it is booked: the receipt's tax year and number, and whether it can be deducted. */
  readonly year?: number;
  readonly receipt?: number;
  readonly eligible?: Eligibility;
  /** The recurring gift it belongs to, and when that is due next. */
  readonly order?: string;
  readonly nextAtMs?: number;
}

/** Money spent from the account of foreign contributions. */
export interface Spending {
  readonly organisation: string;
  readonly use: "programme" | "administration";
  readonly year: number;
}

/** What officers sign: the exact facts and documents. */
export function setHashOf({ facts, documents }: Pick<Organisation, "facts" | "documents">): string {
  const parts = [
    ...facts.map(({ kind, digest }) => `${kind} ${digest}`),
    ...documents.map(({ fact, sha256 }) => `document ${fact} ${sha256}`),
  ];
  return createHash("sha256").update(canonicalJson(parts.sort())).digest("hex");
}
