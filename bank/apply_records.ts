// What events change that make or change records beside the accounts: each kind has its module.
import type { Applying } from "./applying.ts";
import type { Event } from "./event.ts";
import { applyGiving } from "./giving/apply_giving.ts";
import type { Ledger } from "./ledger.ts";
import { applyLimits } from "./payment_limits/apply_limits.ts";
import { applyCredit } from "./credit/apply_credit.ts";
import { applyPayout } from "./payouts/apply_payout.ts";
import { applyRequest } from "./requests/apply_request.ts";
import { applyStaff } from "./staff/apply_staff.ts";
import { applyAnnouncement } from "./announcements/rules.ts";
import { applyTill } from "./tills/apply_till.ts";
import { applyStandingOrder } from "./standing_orders/apply_standing_order.ts";

type OfGiving = Parameters<typeof applyGiving>[1];
type RecordEvent =
  | OfGiving
  | Parameters<typeof applyStaff>[1]
  | Parameters<typeof applyRequest>[1]
  | Parameters<typeof applyStandingOrder>[1]
  | Parameters<typeof applyLimits>[1]
  | Parameters<typeof applyPayout>[1]
  | Parameters<typeof applyCredit>[1]
  | Parameters<typeof applyTill>[1]
  | Parameters<typeof applyAnnouncement>[1];

export function applyRecords(
  ledger: Ledger,
  event: Extract<Event, RecordEvent>,
  applying: Applying,
): void {
  switch (event.type) {
    case "staff_appointed":
    case "staff_invited":
    case "staff_invitation_withdrawn":
    case "proposed":
    case "proposal_ended":
      return applyStaff(ledger, event, applying);
    case "request_made":
    case "request_ended":
    case "requests_blocked":
      return applyRequest(ledger, event, applying);
    case "standing_order_made":
    case "standing_order_unpaid":
    case "standing_order_ended":
      return applyStandingOrder(ledger, event, applying);
    case "own_limits_set":
    case "account_limits_set":
      return applyLimits(ledger, event, applying);
    case "payout_account_set":
    case "payout_asked":
    case "payout_batch_made":
    case "payout_ended":
      return applyPayout(ledger, event, applying);
    case "credit_set":
      return applyCredit(ledger, event, applying);
    case "till_opened":
    case "till_closed":
    case "safe_counted":
      return applyTill(ledger, event, applying);
    case "announced":
    case "announcement_ended":
      return applyAnnouncement(ledger, event, applying);
    default:
      return applyGiving(ledger, event, applying);
  }
}
