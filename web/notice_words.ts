// Notices of an account in words for whoever looks at a page.
import type { Result } from "../net/methods.ts";
import type { Visit } from "./visitor.ts";

type Notice = Extract<Result<"alertsSince">["alerts"][number], { stream: "notice" }>;

export function noticeWords(visit: Visit, { kind, amountMinor = 0, count = 0 }: Notice): string {
  const { t } = visit;
  const amount = visit.money(amountMinor);
  const words: Readonly<Record<Notice["kind"], string>> = {
    held: t("A payment of {{amount}} waits for you.", { amount }),
    released: t("You released a payment of {{amount}}.", { amount }),
    cancelled: t("You cancelled a payment of {{amount}}.", { amount }),
    expired: t("A payment of {{amount}} was not confirmed in time.", { amount }),
    suspicious: t("An unusual payment of {{amount}} was booked. Was it you?", { amount }),
    frozen: t("Payments are stopped."),
    unfrozen: t("Payments are allowed again."),
    closing: t("The account is closed."),
    new_device: t("Somebody signed in from a new device."),
    failed_sign_ins: t("Failed sign-ins: {{count}}", { count }),
    password_changed: t("The password was changed."),
  };
  return words[kind];
}
