// What a donor, an organisation or an officer wants to happen in giving. As in bank/command.ts: shapes have been checked, ids of new things were drawn
// before, texts are kept elsewhere and named by their digests.
import type { TransferId } from "../transfer_id.ts";
import type { Verdict } from "./event.ts";
import type { FactKind } from "./facts.ts";
import type { DocumentRef, Gift, Priority, Spending, TextVerdict } from "./record.ts";

export type GivingCommand =
  | {
    readonly type: "register_org";
    readonly account: string;
    /** A free number for the account of foreign contributions. */
    readonly foreignAccount: string;
    readonly profile: string;
  }
  | { readonly type: "describe_org"; readonly account: string; readonly profile: string }
  | {
    readonly type: "set_fact";
    readonly account: string;
    readonly fact: FactKind;
    readonly digest: string;
    readonly claim: string | null;
    readonly validTo: string | null;
  }
  | { readonly type: "add_document"; readonly account: string; readonly added: DocumentRef }
  | {
    readonly type: "view_document";
    readonly account: string;
    readonly document: string;
    readonly by: string;
  }
  | { readonly type: "submit_org"; readonly account: string }
  | {
    readonly type: "review_fact";
    readonly account: string;
    readonly fact: FactKind;
    readonly verdict: Verdict;
    /** The set of facts that the officer has looked at. */
    readonly set: string;
    readonly by: string;
    readonly reason: string;
  }
  | {
    readonly type: "review_text";
    readonly account: string;
    /** `profile`, a need, or an update. */
    readonly text: string;
    readonly sha256: string;
    readonly verdict: TextVerdict["verdict"];
    readonly by: string;
    readonly reason: string;
  }
  | {
    readonly type: "settle_dispute";
    readonly account: string;
    readonly fact: FactKind;
    readonly claimantIsRight: boolean;
    readonly by: string;
  }
  | {
    readonly type: "stop_org";
    readonly account: string;
    readonly how: "suspended" | "revoked";
    readonly by: string;
    readonly reason: string;
  }
  | { readonly type: "reinstate_org"; readonly account: string; readonly by: string }
  | {
    readonly type: "add_need";
    readonly need: string;
    readonly organisation: string;
    readonly item: string;
    readonly unit: string;
    readonly quantity: number;
    readonly priority: Priority;
    readonly deadline: string;
    readonly priceMinor?: number | undefined;
  }
  | { readonly type: "close_need"; readonly need: string; readonly organisation: string }
  | {
    readonly type: "pledge";
    readonly pledge: string;
    readonly need: string;
    readonly donor: string;
    readonly quantity: number;
  }
  | {
    readonly type: "send_pledge";
    readonly pledge: string;
    readonly donor: string;
    readonly quantity: number;
  }
  | {
    readonly type: "receive_pledge";
    readonly pledge: string;
    readonly organisation: string;
    readonly quantity: number;
  }
  | { readonly type: "cancel_pledge"; readonly pledge: string; readonly donor: string }
  | { readonly type: "lapse_pledge"; readonly pledge: string }
  | {
    readonly type: "post_update";
    readonly update: string;
    readonly organisation: string;
    readonly need: string | null;
    readonly sha256: string;
  }
  | {
    readonly type: "give";
    readonly id: TransferId;
    readonly from: string;
    readonly amountMinor: number;
    readonly memo: string;
    readonly gift: Gift;
  }
  | {
    readonly type: "refund_gift";
    readonly id: TransferId;
    readonly transfer: TransferId;
    readonly reason: string;
    readonly organisation: string;
  }
  | {
    readonly type: "spend_foreign";
    readonly id: TransferId;
    readonly organisation: string;
    readonly to: string;
    readonly amountMinor: number;
    readonly memo: string;
    readonly use: Spending["use"];
  }
  | {
    readonly type: "start_order";
    readonly order: string;
    readonly donor: string;
    readonly amountMinor: number;
    readonly gift: Gift;
    readonly every: "week" | "month";
    readonly firstAtMs: number;
  }
  | { readonly type: "stop_order"; readonly order: string; readonly donor: string }
  | {
    readonly type: "run_order";
    readonly order: string;
    /** For the transfer, if it becomes one. */
    readonly id: TransferId;
  }
  | {
    readonly type: "open_gift";
    readonly openGift: string;
    readonly donor: string;
    readonly amountMinor: number;
    readonly gift: Gift;
  }
  | { readonly type: "cancel_open_gift"; readonly openGift: string; readonly donor: string }
  | { readonly type: "lapse_open_gift"; readonly openGift: string };

export type GivingCommandOf<T extends GivingCommand["type"]> = Extract<GivingCommand, { type: T }>;
