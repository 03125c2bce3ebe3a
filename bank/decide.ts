// decide(ledger, command, nowMs) → events | Refusal. Pure and synchronous: no I/O, no clock, no random.
// A refused command changes nothing. Refusals follow the order of bank/refusal.ts.
import {
  aheadRefusal,
  customerRefusal,
  firstOf,
  fundsRefusal,
  houseRefusal,
  ownAccountRefusal,
  ownedRefusal,
  payRefusal,
  timeRefusal,
} from "./checks.ts";
import type { Command, CommandOf } from "./command.ts";
import { decideAccount } from "./decide_account.ts";
import { decideBank, decideClock } from "./decide_bank.ts";
import { decideConfirm, decideEndHold } from "./decide_hold.ts";
import type { Ledger } from "./ledger.ts";
import { Refusal } from "./refusal.ts";
import { type Decision, NOTHING } from "./decision.ts";
import { decideRecords } from "./decide_records.ts";
import { decideReverse } from "./decide_reverse.ts";
import { decideTogether } from "./decide_together.ts";
import { again, decideTransfer } from "./decide_transfer.ts";
import { agreed, agreementRefusal } from "./staff/agreement.ts";
import { agreedCommand, decideEndProposal, decidePropose } from "./staff/decide_proposal.ts";
import { decideStaff } from "./staff/decide_staff.ts";
import { decideAssignLine, decideBookLine } from "./pay_in/decide_lines.ts";

/** What a command would do to this ledger, or why not. Changes nothing. @param nowMs the bank's time, the only one that rules see. */
export function decide(ledger: Ledger, command: Command, nowMs: number): Decision {
  const outside = outsideRefusal(ledger, command);
  if (outside) return outside;
  switch (command.type) {
    case "found":
    case "note_key":
    case "set_time_zone":
    case "set_bank_details":
    case "set_policy":
    case "accept_loss":
      return decideBank(ledger, command);
    case "set_clock":
      return decideClock(ledger, command, nowMs);
    case "open_account":
    case "notice":
    case "freeze":
    case "unfreeze":
    case "close_account":
      return decideAccount(ledger, command, nowMs);
    case "transfer":
      return decideTransfer(ledger, command, nowMs);
    case "transfer_together":
      return decideTogether(ledger, command, nowMs);
    case "cash_in":
    case "cash_out":
      return decideCash(ledger, command, nowMs);
    case "book_line":
      return decideBookLine(ledger, command, nowMs);
    case "assign_line":
      return decideAssignLine(ledger, command, nowMs);
    case "reverse":
      return decideReverse(ledger, command, nowMs);
    case "confirm_hold":
      return decideConfirm(ledger, command, nowMs);
    case "cancel_hold":
    case "expire_hold":
      return decideEndHold(ledger, command, nowMs);
    case "void_transfer":
      return decideVoid(ledger, command, nowMs);
    case "appoint":
    case "invite_staff":
    case "withdraw_invitation":
    case "accept_invitation":
      return decideStaff(ledger, command, nowMs);
    case "propose":
      return decidePropose(ledger, command, {
        nowMs,
        asAgreed: (proposed) => decide(ledger, proposed, nowMs),
      });
    case "agree":
      return decideAgree(ledger, command, nowMs);
    case "end_proposal":
      return decideEndProposal(ledger, command, nowMs);
    default:
      return decideRecords(ledger, command, nowMs);
  }
}

/** What brings money in from outside, or takes it there: in a bank of mutual credit there is none. */
const OUTSIDE: ReadonlySet<Command["type"]> = new Set<Command["type"]>([
  "cash_in",
  "cash_out",
  "book_line",
  "assign_line",
  "set_bank_details",
  "open_gift",
  "set_payout_account",
  "ask_payout",
  "open_till",
  "close_till",
  "count_safe",
]);

function outsideRefusal(ledger: Ledger, { type }: Command): Refusal | null {
  const mutual = OUTSIDE.has(type) && ledger.bank.get("bank")?.mutual;
  return mutual ? new Refusal("mutual_bank") : null;
}

/** What was proposed happens in the same block, decided by what is there now. */
function decideAgree(ledger: Ledger, command: CommandOf<"agree">, nowMs: number): Decision {
  const wanted = agreedCommand(ledger, command, nowMs);
  if (wanted instanceof Refusal || !("type" in wanted)) return wanted;
  const done = decide(ledger, wanted, nowMs);
  if (done instanceof Refusal) return done;
  const { proposal, by } = command;
  return [{ type: "proposal_ended", proposal, why: "agreed", by }, ...done];
}

function decideCash(
  ledger: Ledger,
  command: CommandOf<"cash_in" | "cash_out">,
  nowMs: number,
): Decision {
  const { id, account, amountMinor, memo, by, agreedBy } = command;
  const kind = command.type;
  const [from, to] = kind === "cash_in" ? ["cash", account] : [account, "cash"];
  const known = ledger.transfers.get(id);
  if (known) return again(known, { kind, from, to, amountMinor, memo });
  const refusal = kind === "cash_in"
    ? firstOf(
      ownAccountRefusal(by, account),
      agreementRefusal(ledger, command),
      ownedRefusal(ledger, account),
      houseRefusal(ledger, "cash", -amountMinor),
      timeRefusal(id, nowMs),
    )
    : firstOf(
      ownAccountRefusal(by, account),
      agreementRefusal(ledger, command),
      payRefusal(ledger, account),
      customerRefusal(ledger, account),
      fundsRefusal(ledger, account, amountMinor),
      houseRefusal(ledger, "cash", amountMinor),
      timeRefusal(id, nowMs),
    );
  const both = { by, ...agreed(agreedBy) };
  return refusal ?? [{ type: "transferred", id, kind, from, to, amountMinor, memo, ...both }];
}

function decideVoid(
  ledger: Ledger,
  command: CommandOf<"void_transfer">,
  nowMs: number,
): Decision {
  const { id, owner } = command;
  const known = ledger.transfers.get(id);
  if (!known) return aheadRefusal(id, nowMs) ?? [{ type: "voided", id, from: owner }];
  return known.from === owner ? NOTHING : new Refusal("id_reused", { id });
}
