// The commands of giving, each with the module that decides it.
import type { Decision } from "../decision.ts";
import type { Ledger } from "../ledger.ts";
import type { GivingCommand } from "./command.ts";
import { decideGive, decideRefund, decideSpendForeign } from "./decide_gift.ts";
import {
  decideAddNeed,
  decideCloseNeed,
  decideEndPledge,
  decidePledge,
  decidePostUpdate,
  decideReceivePledge,
  decideSendPledge,
} from "./decide_need.ts";
import {
  decideAddDocument,
  decideDescribe,
  decideRegister,
  decideSetFact,
  decideSubmit,
  decideViewDocument,
} from "./decide_organisation.ts";
import { decideEndOpenGift, decideOpenGift } from "./decide_open_gift.ts";
import { decideRunOrder, decideStartOrder, decideStopOrder } from "./decide_order.ts";
import {
  decideReinstate,
  decideReview,
  decideReviewText,
  decideSettle,
  decideStop,
} from "./decide_review.ts";

export function decideGiving(ledger: Ledger, command: GivingCommand, nowMs: number): Decision {
  switch (command.type) {
    case "register_org":
      return decideRegister(ledger, command);
    case "describe_org":
      return decideDescribe(ledger, command);
    case "set_fact":
      return decideSetFact(ledger, command);
    case "add_document":
      return decideAddDocument(ledger, command);
    case "view_document":
      return decideViewDocument(ledger, command);
    case "submit_org":
      return decideSubmit(ledger, command);
    case "review_fact":
      return decideReview(ledger, command, nowMs);
    case "review_text":
      return decideReviewText(ledger, command);
    case "settle_dispute":
      return decideSettle(ledger, command);
    case "stop_org":
      return decideStop(ledger, command);
    case "reinstate_org":
      return decideReinstate(ledger, command);
    case "add_need":
      return decideAddNeed(ledger, command, nowMs);
    case "close_need":
      return decideCloseNeed(ledger, command);
    case "pledge":
      return decidePledge(ledger, command, nowMs);
    case "send_pledge":
      return decideSendPledge(ledger, command, nowMs);
    case "receive_pledge":
      return decideReceivePledge(ledger, command);
    case "cancel_pledge":
    case "lapse_pledge":
      return decideEndPledge(ledger, command, nowMs);
    case "post_update":
      return decidePostUpdate(ledger, command);
    case "open_gift":
      return decideOpenGift(ledger, command, nowMs);
    case "cancel_open_gift":
    case "lapse_open_gift":
      return decideEndOpenGift(ledger, command, nowMs);
    default:
      return decideMoney(ledger, command, nowMs);
  }
}

type MoneyCommand = Extract<
  GivingCommand,
  { type: "give" | "refund_gift" | "spend_foreign" | "start_order" | "stop_order" | "run_order" }
>;

function decideMoney(ledger: Ledger, command: MoneyCommand, nowMs: number): Decision {
  switch (command.type) {
    case "give":
      return decideGive(ledger, command, nowMs);
    case "refund_gift":
      return decideRefund(ledger, command, nowMs);
    case "spend_foreign":
      return decideSpendForeign(ledger, command, nowMs);
    case "start_order":
      return decideStartOrder(ledger, command, nowMs);
    case "stop_order":
      return decideStopOrder(ledger, command);
    case "run_order":
      return decideRunOrder(ledger, command, nowMs);
  }
}
