// What is decided about the bank itself: that it is founded, with which key it signs, what time it is, and that it goes
// on although acknowledged blocks are gone. Pure, like bank/decide.ts.
import type { CommandOf } from "./command.ts";
import type { Decision } from "./decision.ts";
import type { Event } from "./event.ts";
import { FOUNDING_ACCOUNTS } from "./house_accounts.ts";
import type { Ledger } from "./ledger.ts";
import { CLOCK_SETS_MAX } from "./limits.ts";
import { sameDetails } from "./pay_in/bank_details.ts";
import { defaultPolicy, policyOf } from "./suspicion.ts";
import { agreed, agreementRefusal } from "./staff/agreement.ts";
import { Refusal } from "./refusal.ts";

const NOTHING: Decision = [];

export function decideBank(
  ledger: Ledger,
  command: CommandOf<
    "found" | "note_key" | "set_time_zone" | "set_bank_details" | "set_policy" | "accept_loss"
  >,
): Decision {
  switch (command.type) {
    case "found":
      return decideFound(ledger, command);
    case "note_key": {
      const { signingKey } = command;
      return ledger.bank.get("bank")?.signingKey === signingKey
        ? NOTHING
        : [{ type: "key_noted", signingKey }];
    }
    case "set_time_zone": {
      const { type: _, ...set } = command;
      const now = ledger.bank.get("bank")?.timeZone;
      const known = now && now.name === set.zone && now.chosen === set.chosen;
      // What the server's zone is counts at the first start only.
      const overruled = now && !set.chosen;
      return known || overruled ? NOTHING : [{ type: "time_zone_set", ...set }];
    }
    case "set_bank_details": {
      const { details, by, agreedBy } = command;
      const now = ledger.bank.get("bank")?.details ?? null;
      if (sameDetails(now, details ?? null)) return NOTHING;
      return agreementRefusal(ledger, command) ?? [{
        type: "bank_details_set",
        ...(details ? { details } : {}),
        by,
        ...agreed(agreedBy),
      }];
    }
    case "set_policy": {
      const { policy: changes, by, agreedBy } = command;
      const policy = { ...policyOf(ledger), ...changes };
      return agreementRefusal(ledger, command) ??
        [{ type: "policy_set", policy, by, ...agreed(agreedBy) }];
    }
    case "accept_loss": {
      const { type: _, ...loss } = command;
      const known = ledger.bank.get("bank")?.losses.some(({ hash }) => hash === loss.hash);
      return known ? NOTHING : [{ type: "loss_accepted", ...loss }];
    }
  }
}

function decideFound(ledger: Ledger, command: CommandOf<"found">): Decision {
  if (ledger.bank.get("bank")) return NOTHING;
  const { name, currency, scale, mutual } = command;
  const founded: Event = { type: "founded", name, currency, scale };
  const beginning: readonly Event[] = mutual
    ? [{ ...founded, kind: "mutual" }, {
      type: "policy_set",
      policy: { ...defaultPolicy(scale), creditMinor: mutual.creditMinor },
      by: "",
    }]
    : [founded];
  return [
    ...beginning,
    ...FOUNDING_ACCOUNTS.map((account, ordinal): Event => (
      { type: "account_opened", account, kind: "house", ordinal }
    )),
  ];
}

/** Whether the machine's clock and the bank's differ at all is known outside (bank/bank_clock.ts). */
export function decideClock(
  ledger: Ledger,
  { atMs: toMs, by }: CommandOf<"set_clock">,
  nowMs: number,
): Decision {
  const used = ledger.bank.get("bank")?.clockSets.length ?? 0;
  if (toMs < nowMs && used >= CLOCK_SETS_MAX) {
    return new Refusal("limit_exceeded", { limit: "clock_sets", max: CLOCK_SETS_MAX, used });
  }
  return [{ type: "clock_set", fromMs: nowMs, toMs, by }];
}
