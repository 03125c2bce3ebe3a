// Decides about credit: staff set it, two of them where its amount is large. What is lowered below what is used takes nothing away:
// the account pays nothing more until it is above its floor again. Pure, like bank/decide.ts.
import { firstOf, ownAccountRefusal, ownedRefusal } from "../checks.ts";
import { type Decision, NOTHING } from "../decision.ts";
import type { Ledger } from "../ledger.ts";
import { agreed, agreementRefusal } from "../staff/agreement.ts";
import type { CreditCommand } from "./command.ts";

export function decideCredit(ledger: Ledger, command: CreditCommand): Decision {
  const { account, creditMinor, reason, by, agreedBy } = command;
  const known = ledger.credits.get(account)?.creditMinor ?? null;
  if (known === creditMinor) return ownedRefusal(ledger, account) ?? NOTHING;
  const refusal = firstOf(
    ownAccountRefusal(by, account),
    agreementRefusal(ledger, command),
    ownedRefusal(ledger, account),
  );
  const both = { by, ...agreed(agreedBy) };
  return refusal ?? [{ type: "credit_set", account, creditMinor, reason, ...both }];
}
