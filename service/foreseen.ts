// What the bank would say if it were asked now. A page that asks for a confirmation knows it before anything is pressed; the
// rules are those of the payment itself, and looking ahead books nothing.
import { fundsRefusal } from "../bank/checks.ts";
import type { Command } from "../bank/command.ts";
import { decide } from "../bank/decide.ts";
import { Refusal } from "../bank/refusal.ts";
import type { Service } from "./service.ts";

/** @returns why the command would be refused at this moment, or null. */
export function foreseen(
  { loop, host }: Pick<Service, "loop" | "host">,
  command: Command,
): Refusal | null {
  const outcome = decide(loop.ledger, command, host.clock());
  return outcome instanceof Refusal ? outcome : null;
}

/** Recurring gifts may begin without money, and then leave the first one out. */
export function foreseenFunds(
  { loop }: Pick<Service, "loop">,
  account: string,
  amountMinor: number,
): Refusal | null {
  return fundsRefusal(loop.ledger, account, amountMinor);
}
