// The head of the page of one's own account: what is in it, whose it is, and whether it is frozen.
import { accountNumberText } from "../bank/account_number.ts";
import type { Result } from "../api/methods.ts";
import { Numbers, Pairs, type Seen } from "./parts.tsx";

/** @param why it was frozen by staff; undefined where its owner has done it. */
export function Frozen({ visit, why }: Seen & { readonly why: string | undefined }) {
  const { t } = visit;
  if (why !== undefined) {
    return (
      <p role="status" class="note">
        {t("The bank's staff have frozen your account: {{why}}. Talk to them.", { why })}
      </p>
    );
  }
  return (
    <p role="status" class="note">
      {t("This account is frozen: nothing can be paid from it.")}{" "}
      <a href="#freeze">{t("Safety")}</a>
    </p>
  );
}

/** What is in it, and whose it is. */
export function Standing({ visit, account }: Seen & { readonly account: Result<"account"> }) {
  const { t } = visit;
  return (
    <>
      <Numbers
        pairs={[
          [t("Available"), <span data-own-available>{visit.money(account.availableMinor)}</span>],
          [t("Booked"), <span data-own-booked>{visit.money(account.bookedMinor)}</span>],
          [t("Held"), visit.money(account.heldMinor)],
          ...(account.creditMinor === undefined
            ? []
            : [[t("Credit"), visit.money(account.creditMinor)] as const]),
        ]}
      />
      <Pairs
        pairs={[
          [t("Account number"), accountNumberText(account.number)],
          [t("Name"), account.displayName],
          [t("User name"), account.userName],
        ]}
      />
    </>
  );
}
