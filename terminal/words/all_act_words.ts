// The words of every command of `bank connect`, in the order of its help.
import { or } from "@optique/core/constructs";
import { optional } from "@optique/core/modifiers";
import { alertWords, customerWords } from "./act_words.ts";
import { colleagueWords } from "./colleague_words.ts";
import { bankWords } from "./bank_words.ts";
import { payInWords } from "./pay_in_words.ts";
import { paymentWords } from "./pay_words.ts";
import { payoutWords } from "./payout_words.ts";
import { requestWords } from "./request_words.ts";
import { careWords } from "./care_words.ts";
import { creditWords } from "./credit_words.ts";
import { announcementWords } from "./announcement_words.ts";
import { tillWords } from "./till_words.ts";
import { limitWords } from "./limit_words.ts";
import { standingOrderWords } from "./standing_order_words.ts";
import { officerWords } from "./officer_words.ts";
import { donorWords } from "./giving_words.ts";
import { organisationWords } from "./organisation_words.ts";
import { staffWords } from "./staff_words.ts";
import { webhookWords } from "./webhook_words.ts";
import { recoveryWords } from "./recovery_words.ts";

export const actWords = optional(or(
  customerWords,
  recoveryWords,
  paymentWords,
  or(requestWords, standingOrderWords, limitWords, creditWords, tillWords, careWords),
  or(payInWords, payoutWords),
  or(alertWords, announcementWords),
  donorWords,
  organisationWords,
  officerWords,
  staffWords,
  or(colleagueWords, bankWords, webhookWords),
));
