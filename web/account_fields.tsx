// Fields that forms of a customer's own account have in common.
import type { Visit } from "./visitor.ts";

interface Seen {
  readonly visit: Visit;
}

/** For whom the form was made: another customer who has signed in since is asked again. */
export function Whose({ visit }: Seen) {
  return <input type="hidden" name="by" value={visit.signedIn!.session.identity!.account} />;
}

export function AmountField({ visit, value }: Seen & { readonly value: string | undefined }) {
  return (
    <label>
      {visit.t("Amount")} ({visit.currency.code})<input
        name="amount"
        inputmode="decimal"
        required
        maxlength={40}
        value={value}
      />
    </label>
  );
}
