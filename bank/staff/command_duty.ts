// The duty without which a command of the staff is refused. A new kind of command has to stand here before anything may ask for it.
import type { Command } from "../command.ts";
import type { Duty } from "./roles.ts";

type NamesStaff<C> = C extends { readonly by?: unknown } ? C : never;
/** What members of staff ask for in their own name. */
type StaffCommand = NamesStaff<Command>["type"];

const DUTY_FOR: Readonly<Record<StaffCommand, Duty>> = {
  cash_in: "counter",
  cash_out: "counter",
  reverse: "counter",
  book_line: "counter",
  assign_line: "counter",
  make_payout_batch: "counter",
  view_account: "books",
  staff_freeze: "counter",
  staff_unfreeze: "counter",
  open_till: "counter",
  close_till: "counter",
  count_safe: "counter",
  notice: "recovery",
  announce: "rules",
  end_announcement: "rules",
  set_time_zone: "rules",
  set_bank_details: "rules",
  set_clock: "rules",
  set_policy: "rules",
  set_account_limits: "rules",
  set_credit: "rules",
  appoint: "staff",
  invite_staff: "staff",
  withdraw_invitation: "staff",
  // What is proposed needs its own duty, of both.
  propose: "colleagues",
  agree: "colleagues",
  end_proposal: "colleagues",
  view_document: "papers",
  review_fact: "giving",
  review_text: "giving",
  settle_dispute: "giving",
  stop_org: "giving",
  reinstate_org: "giving",
};

/** The duty without which a command is refused; null for what customers do with their own. */
export function dutyFor(command: Command): Duty | null {
  if (command.type === "propose") return dutyFor(command.command);
  if (!("by" in command) || command.by === undefined) return null;
  return DUTY_FOR[command.type as StaffCommand];
}
