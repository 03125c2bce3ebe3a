// What must be true of events that make or change records beside the accounts: each kind has its module.
import { openGiftProblem } from "./audit_open_gifts.ts";
import type { EventOf } from "./event.ts";
import type { Ledger } from "./ledger.ts";
import { requestProblem } from "./requests/audit_request.ts";
import { staffProblem } from "./staff/audit_staff.ts";

type RecordEvent =
  | Parameters<typeof staffProblem>[1]
  | EventOf<"request_made" | "request_ended" | "requests_blocked">
  | EventOf<"gift_opened" | "open_gift_ended" | "open_gift_paid">;

/** @returns what is wrong with the event on top of this ledger, or null. */
export function recordProblem(ledger: Ledger, event: RecordEvent): string | null {
  switch (event.type) {
    case "request_made":
    case "request_ended":
    case "requests_blocked":
      return requestProblem(ledger, event);
    case "gift_opened":
    case "open_gift_ended":
    case "open_gift_paid":
      return openGiftProblem(ledger, event);
    default:
      return staffProblem(ledger, event);
  }
}
