// How a payout stands, and what is told of it, in words.
import type { Result } from "../api/methods.ts";
import type { PAYOUT_NOTICE_KINDS } from "../bank/payouts/notice.ts";
import type { Visit } from "./visitor.ts";

type View = Result<"cancelPayout">;
type Notice = Extract<Result<"alertsSince">["alerts"][number], { stream: "notice" }>;

export function payoutStateWords({ t }: Visit, state: string): string {
  const words: Readonly<Record<View["state"], string>> = {
    waiting: t("waits for the bank to send it"),
    sent: t("sent to the other bank"),
    paid: t("paid by the other bank"),
    returned: t("returned by the other bank; the money is back"),
    cancelled: t("cancelled; the money is back"),
    taken_back: t("taken back by the bank's staff; the money is back"),
  };
  return Object.hasOwn(words, state) ? words[state as View["state"]] : state;
}

type PayoutKind = typeof PAYOUT_NOTICE_KINDS[number];

export function payoutNoticeWords(
  visit: Visit,
  { amountMinor = 0, shown = "", usableFromMs, ended }: Notice,
): Readonly<Record<PayoutKind, string>> {
  const { t } = visit;
  const about = { amount: visit.money(amountMinor), signs: shown };
  return {
    payout_account_set: usableFromMs === undefined
      ? t("Payouts go to no account any more.")
      : t("Payouts go to the account that ends in {{signs}} from {{time}} on.", {
        signs: shown,
        time: visit.time(usableFromMs),
      }),
    payout_asked: t(
      "A payout of {{amount}} to your account that ends in {{signs}} was asked for.",
      about,
    ),
    payout_ended: t(
      "Your payout of {{amount}} to your account that ends in {{signs}}: {{state}}.",
      {
        ...about,
        state: payoutStateWords(visit, ended ?? ""),
      },
    ),
  };
}
