// The words of `bank connect cash-in`, `cash-out`, `reverse`, `clock` and `audit`: what staff do at the counter and behind it.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { argument, command, constant, option } from "@optique/core/primitives";
import { amount, idOption, memoOption, no, propose, text, transferId } from "./words.ts";

export const staffWords = group(
  "Staff",
  or(
    command(
      "cash-in",
      object({
        action: constant("cash-in"),
        account: argument(text("ACCOUNT"), { description: message`Account number.` }),
        amount,
        memo: memoOption,
        id: idOption,
        propose,
      }),
      { brief: message`Credit cash that a customer brought.` },
    ),
    command(
      "cash-out",
      object({
        action: constant("cash-out"),
        account: argument(text("ACCOUNT"), { description: message`Account number.` }),
        amount,
        memo: memoOption,
        id: idOption,
        propose,
      }),
      { brief: message`Pay cash out to a customer.` },
    ),
    command(
      "clock",
      object({
        action: constant("clock"),
        confirm: no("--confirm", message`The clock of the bank's machine is right: go on by it.`),
      }),
      {
        brief: message`The bank's time; confirm it after its clock was wrong.`,
        footer:
          message`A clock that jumps stops all payments until it is right again, or until staff have compared it with another clock and confirm it.`,
      },
    ),
    command(
      "audit",
      object({
        action: constant("audit"),
        deep: no("--deep", message`Read every statement, too.`),
      }),
      { brief: message`Prove the running bank from its first block.` },
    ),
    command(
      "reverse",
      object({
        action: constant("reverse"),
        transferId,
        reason: option("--reason", text("TEXT"), {
          description: message`Why; both customers see it.`,
        }),
        id: idOption,
        propose,
      }),
      { brief: message`Take a transfer back, once.` },
    ),
  ),
);
