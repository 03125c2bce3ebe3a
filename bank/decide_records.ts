// Decides what makes or changes records beside the accounts: each kind has its module. Pure, like bank/decide.ts.
import type { Command } from "./command.ts";
import type { Decision } from "./decision.ts";
import { decideGiving } from "./giving/decide_giving.ts";
import type { GivingCommand } from "./giving/command.ts";
import type { Ledger } from "./ledger.ts";
import type { AccountLimitsCommand, OwnLimitsCommand } from "./payment_limits/command.ts";
import { decideAccountLimits, decideOwnLimits } from "./payment_limits/decide_limits.ts";
import type { CreditCommand } from "./credit/command.ts";
import { decideCredit } from "./credit/decide_credit.ts";
import type { PayoutBatchCommand, PayoutCommand } from "./payouts/command.ts";
import { decidePayout, isPayoutCommand } from "./payouts/decide_payout.ts";
import type { RequestCommand } from "./requests/command.ts";
import { decideRequest, isRequestCommand } from "./requests/decide_request.ts";
import type { StandingCommand } from "./standing_orders/command.ts";
import { decideStandingOrder, isStandingCommand } from "./standing_orders/decide_standing_order.ts";
import { decideAccountAct, isAccountAct } from "./staff/account_acts.ts";
import type { AccountActCommand } from "./staff/account_event.ts";
import type { AnnouncementCommand } from "./announcements/announcement.ts";
import { decideAnnouncement, isAnnouncementCommand } from "./announcements/rules.ts";
import type { TillCommand } from "./tills/command.ts";
import { decideTill, isTillCommand } from "./tills/decide_till.ts";

type RecordCommand =
  | GivingCommand
  | RequestCommand
  | StandingCommand
  | OwnLimitsCommand
  | AccountLimitsCommand
  | PayoutCommand
  | PayoutBatchCommand
  | CreditCommand
  | TillCommand
  | AccountActCommand
  | AnnouncementCommand;

export function decideRecords(
  ledger: Ledger,
  command: Extract<Command, RecordCommand>,
  nowMs: number,
): Decision {
  if (command.type === "set_own_limits") return decideOwnLimits(ledger, command, nowMs);
  if (command.type === "set_credit") return decideCredit(ledger, command);
  if (command.type === "set_account_limits") return decideAccountLimits(ledger, command);
  if (isRequestCommand(command)) return decideRequest(ledger, command, nowMs);
  if (isPayoutCommand(command)) return decidePayout(ledger, command, nowMs);
  if (isAccountAct(command)) return decideAccountAct(ledger, command);
  if (isAnnouncementCommand(command)) return decideAnnouncement(ledger, command, nowMs);
  if (isTillCommand(command)) return decideTill(ledger, command, nowMs);
  return isStandingCommand(command)
    ? decideStandingOrder(ledger, command, nowMs)
    : decideGiving(ledger, command, nowMs);
}
