// What must be true of events that make or change records beside the accounts: each kind has its module.
import { openGiftProblem } from "./audit_open_gifts.ts";
import { HOUSE_ACCOUNTS } from "./house_accounts.ts";
import { nothingToCheck } from "./audit_unchecked.ts";
import type { Event, EventOf } from "./event.ts";
import { detailsProblem } from "./pay_in/bank_details.ts";
import type { Ledger } from "./ledger.ts";
import { payoutBooksProblem, payoutProblem } from "./payouts/audit_payout.ts";
import { booksProblem, requestProblem } from "./requests/audit_request.ts";
import { standingBooksProblem, standingProblem } from "./standing_orders/audit_standing_order.ts";
import { staffProblem } from "./staff/audit_staff.ts";
import { announcementProblem } from "./announcements/rules.ts";
import { tillProblem } from "./tills/audit_till.ts";

type RecordEvent = Exclude<Event, { readonly type: CheckedBefore }>;

/** What bank/audit.ts looks at itself. */
type CheckedBefore =
  | "founded"
  | "transferred"
  | "held"
  | "voided"
  | "hold_confirmed"
  | "hold_ended"
  | "account_opened"
  | "account_frozen"
  | "account_unfrozen"
  | "account_closed"
  | "noticed";

/** @returns what is wrong with the event on top of this ledger, or null. */
export function recordProblem(ledger: Ledger, event: RecordEvent): string | null {
  switch (event.type) {
    case "request_made":
    case "request_ended":
    case "requests_blocked":
      return requestProblem(ledger, event);
    case "standing_order_made":
    case "standing_order_unpaid":
    case "standing_order_ended":
      return standingProblem(ledger, event);
    case "bank_details_set": {
      const wrong = event.details && detailsProblem(event.details);
      return wrong ? `the bank's ${wrong} has no known form` : stranger(ledger, event.by);
    }
    case "credit_set":
      return stranger(ledger, event.account) ?? stranger(ledger, event.by);
    case "own_limits_set":
    case "account_limits_set":
      return limitsProblem(ledger, event);
    case "gift_opened":
    case "open_gift_ended":
    case "open_gift_paid":
      return openGiftProblem(ledger, event);
    case "payout_account_set":
    case "payout_asked":
    case "payout_batch_made":
    case "payout_ended":
      return payoutProblem(ledger, event);
    case "account_viewed":
    case "staff_froze":
    case "staff_unfroze":
      return stranger(ledger, event.account) ?? stranger(ledger, event.by);
    case "announced":
    case "announcement_ended":
      return announcementProblem(ledger, event);
    case "till_opened":
    case "till_closed":
    case "safe_counted":
      return tillProblem(ledger, event);
    case "staff_appointed":
    case "staff_invited":
    case "staff_invitation_withdrawn":
    case "proposed":
    case "proposal_ended":
      return staffProblem(ledger, event);
    default:
      return nothingToCheck(event.type);
  }
}

function limitsProblem(
  ledger: Ledger,
  event: EventOf<"own_limits_set" | "account_limits_set">,
): string | null {
  const by = event.type === "account_limits_set" ? stranger(ledger, event.by) : null;
  return stranger(ledger, event.account) ?? by;
}

function stranger(ledger: Ledger, account: string): string | null {
  return ledger.accounts.get(account) ? null : `there is no account ${account}`;
}

/** What the books of customers say beside what their records add up to. */
export function booksProblems(ledger: Ledger): string[] {
  const books = [
    ["requests", booksProblem(ledger)],
    ["standing orders", standingBooksProblem(ledger)],
    ["payouts", payoutBooksProblem(ledger)],
  ] as const;
  const wrong = books.flatMap(([name, one]) => one === null ? [] : `The books of ${name}: ${one}`);
  return [...wrong, ...mutualProblems(ledger)];
}

/** In a bank of mutual credit customers have what other customers owe, to the last unit. */
function mutualProblems({ bank, accounts }: Ledger): string[] {
  if (!bank.get("bank")?.mutual) return [];
  return HOUSE_ACCOUNTS.flatMap((house) => {
    const { bookedMinor = 0 } = accounts.get(house) ?? {};
    return bookedMinor === 0
      ? []
      : `Account ${house} has ${bookedMinor} in a bank of mutual credit`;
  });
}
